import type { Photo, RenditionView } from '../../console/api.ts';
import { h, setAttribute, setChildren, setText } from '../element.ts';
import { bytes, legible, plural, saved } from '../format.ts';
import { icon } from '../icons.ts';
import { statuses } from './status.ts';

export interface Card {
  readonly element: HTMLLIElement;
  readonly link: HTMLAnchorElement;
  draw(photo: Photo): void;
  /** What was drawn last. */
  drawn(): Photo | undefined;
  point(href: string, chosen: boolean): void;
}

/** One frame of the contact sheet. Only what differs from last time is touched. */
export function card(): Card {
  const image = h('img', { alt: '', loading: 'lazy', decoding: 'async', draggable: 'false' });
  const blank = h('span', { class: 'frame-blank', 'aria-hidden': 'true' });
  const frame = h('span', { class: 'frame' }, blank);
  const status = h('span', { class: 'status' });
  const name = h('bdi', { class: 'card-name' });
  const less = h('span', { class: 'card-saved' });
  const sizes = h('span', { class: 'card-sizes' });
  const link = h(
    'a',
    { class: 'card', draggable: 'false' },
    frame,
    h('span', { class: 'card-text' }, name, h('span', { class: 'card-line' }, status, less), sizes),
  );
  const element = h('li', { class: 'cell' }, link);
  image.addEventListener('load', () => frame.classList.add('is-developed'));
  let drawn: Photo | undefined;

  function draw(photo: Photo) {
    const { word, icon: picture } = statuses[photo.status];
    if (drawn?.status !== photo.status) {
      link.dataset.status = photo.status;
      status.replaceChildren(icon(picture), word);
      blank.replaceChildren(icon(picture, 28));
    }
    setText(name, legible(photo.name));
    setAttribute(link, 'title', legible(photo.key));
    setText(sizes, sizesOf(photo));
    setText(less, savedBy(photo));
    const shown = previewOf(photo.renditions);
    if (shown && image.getAttribute('src') !== shown.url) {
      setAttribute(image, 'src', shown.url);
      setAttribute(image, 'width', shown.width);
      setAttribute(image, 'height', shown.height);
    }
    setChildren(frame, shown ? [blank, image] : [blank]);
    if (!shown) frame.classList.remove('is-developed');
    drawn = photo;
  }

  return {
    element,
    link,
    draw,
    drawn: () => drawn,
    point(href, chosen) {
      setAttribute(link, 'href', href);
      setAttribute(link, 'aria-current', chosen && 'true');
    },
  };
}

/** The smallest that still fills a frame of the sheet. */
function previewOf(renditions: readonly RenditionView[]): RenditionView | undefined {
  const byWidth = [...renditions].sort((one, other) => one.width - other.width);
  return byWidth.find(({ width }) => width >= 200) ?? byWidth.at(-1);
}

function sizesOf({ bytes: before, renditions, reason, detail }: Photo): string {
  if (renditions.length === 0) return legible(reason ?? detail ?? '') || bytes(before);
  const sizes = `${bytes(before)} → ${bytes(bytesOf(renditions))}`;
  return renditions.length > 1 ? `${sizes} in ${plural(renditions.length, 'size')}` : sizes;
}

function savedBy({ bytes: before, renditions }: Photo): string {
  const less = renditions.length > 0 && saved(before, bytesOf(renditions));
  return less ? `${less} saved` : '';
}

const bytesOf = (renditions: readonly RenditionView[]) =>
  renditions.reduce((sum, each) => sum + each.bytes, 0);
