import type { Photo, RenditionView } from '../../console/api.ts';
import { copyButton } from '../copy.ts';
import { h } from '../element.ts';
import { bytes, legible, legibleLines, moment, saved } from '../format.ts';
import { icon } from '../icons.ts';
import { statuses } from '../photos/status.ts';

/** The photo that an execution is about: what it is, what became of it, its renditions. */
export function photoFacts(photo: Photo): HTMLElement[] {
  const { word, icon: picture, means } = statuses[photo.status];
  return [
    h(
      'p',
      { class: 'verdict', 'data-status': photo.status },
      h('span', { class: 'status' }, icon(picture), word),
      photo.reason !== undefined && h('bdi', { class: 'reason' }, legible(photo.reason)),
      h('span', { class: 'verdict-why' }, h('bdi', {}, legibleLines(photo.detail ?? means))),
    ),
    h(
      'dl',
      { class: 'facts' },
      ...fact(
        'Key',
        h('code', {}, h('bdi', {}, legible(photo.key))),
        copyButton('key', () => photo.key),
      ),
      ...fact(
        'Uploaded',
        h('span', { class: 'tabular' }, `${moment(photo.uploadedAt)}, ${bytes(photo.bytes)}`),
      ),
    ),
    ...(photo.renditions.length > 0 ? [renditions(photo)] : []),
  ];
}

const fact = (name: string, ...values: Node[]) => [h('dt', {}, name), h('dd', {}, ...values)];

function renditions(photo: Photo): HTMLElement {
  return h(
    'ul',
    { class: 'renditions', 'aria-label': 'Renditions' },
    ...photo.renditions.map((each) => h('li', {}, rendition(each, photo))),
  );
}

function rendition(
  { name, url, width, height, format, bytes: size }: RenditionView,
  photo: Photo,
): HTMLElement {
  const less = saved(photo.bytes, size);
  return h(
    'a',
    { class: 'rendition', href: url, target: '_blank', rel: 'noopener' },
    h('img', { src: url, width, height, alt: '', loading: 'lazy', decoding: 'async' }),
    h(
      'span',
      { class: 'rendition-text tabular' },
      h('strong', {}, h('bdi', {}, legible(name))),
      h('span', {}, `${width} × ${height} ${legible(format).toUpperCase()}`),
      h('span', {}, less ? `${bytes(size)}, ${less} saved` : bytes(size)),
    ),
  );
}
