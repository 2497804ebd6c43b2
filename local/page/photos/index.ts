import type { Photo, PhotoStatus } from '../../console/api.ts';
import { hashOf, type Place } from '../address.ts';
import { AskError, ask } from '../ask.ts';
import { h, setAttribute, setText } from '../element.ts';
import { number, plural } from '../format.ts';
import { icon } from '../icons.ts';
import type { Store } from '../store.ts';
import { grid } from './grid.ts';
import { Listing } from './listing.ts';
import { statuses, statusNames } from './status.ts';

export interface Photos {
  readonly element: HTMLElement;
  draw(place: Place): void;
  /** After a snapshot. */
  restart(newest: readonly Photo[]): void;
  focus(id: string): void;
}

/** `onUnfinished` draws again in the next frame. */
export function photos(
  store: Store,
  onProblem: (problem: unknown) => void,
  onUnfinished: () => void,
): Photos {
  const listing = new Listing(store, askPhotos);
  const sheet = grid();
  const filters = new Map([undefined, ...statusNames].map((show) => [show, filterLink(show)]));
  const inSight = h('p', { class: 'in-sight tabular' });
  const more = h('button', { type: 'button', class: 'button more', click: () => askMore() }, 'Show more');
  const none = h('p', { class: 'nothing' });
  const element = h(
    'section',
    { class: 'photos', 'aria-labelledby': 'photos-title' },
    h('div', { class: 'photos-head' }, h('h2', { id: 'photos-title' }, 'Contact sheet'), inSight),
    h(
      'nav',
      { class: 'filters', 'aria-label': 'Which photos' },
      ...[...filters.values()].map(({ link }) => link),
    ),
    h('p', { id: 'sheet-keys', class: 'unseen' }, 'Arrow keys go from photo to photo.'),
    sheet.element,
    none,
    more,
  );
  let place: Place = { view: 'photos' };
  let shown = 0;

  function draw() {
    const { show } = place;
    const found = listing.photos(show);
    shown = found.length;
    const isWhole = sheet.draw(found, ({ id }) => hashOf({ ...place, photo: id }), place.photo);
    if (!isWhole) onUnfinished();
    for (const [each, { link, count }] of filters) {
      setAttribute(link, 'href', hashOf(showing(place, each)));
      setAttribute(link, 'aria-current', each === show && 'true');
      setText(count, countOf(each));
    }
    const all = countIn(store, show);
    setText(
      inSight,
      shown < (all ?? shown) ? `${number(shown)} of ${plural(all ?? 0, 'photo')}` : plural(shown, 'photo'),
    );
    more.hidden = !listing.hasMore(show);
    element.hidden = store.photosInAll === 0;
    none.hidden = shown > 0 || !more.hidden;
    setText(none, show ? `No photo is ${statuses[show].word.toLowerCase()} now.` : '');
  }

  const countOf = (show: PhotoStatus | undefined) => {
    const count = countIn(store, show);
    return count === undefined ? '' : number(count);
  };

  // Pages come by themselves as the end of the sheet comes near; the button is for those who jump there.
  const nearEnd = new IntersectionObserver(
    (entries) => entries.some(({ isIntersecting }) => isIntersecting) && askMore(),
    { rootMargin: '900px 0px' },
  );
  nearEnd.observe(more);

  async function askMore() {
    // An end that is still near afterwards has not moved as the observer sees it: it has to look anew.
    nearEnd.unobserve(more);
    try {
      await listing.more(place.show);
    } catch (problem) {
      onProblem(problem); // and the button is there to try again
      return;
    }
    draw();
    nearEnd.observe(more);
  }

  return {
    element,
    draw(wanted) {
      place = wanted;
      draw();
    },
    restart(newest) {
      listing.restart(newest, place.show, shown).then(draw, onProblem);
      nearEnd.observe(more);
      draw();
    },
    focus: sheet.focus,
  };
}

/** The same place with another filter. */
function showing({ show: _before, ...others }: Place, show: PhotoStatus | undefined): Place {
  return show === undefined ? others : { ...others, show };
}

function filterLink(show: PhotoStatus | undefined) {
  const count = h('span', { class: 'filter-count tabular' });
  const words = show ? [icon(statuses[show].icon, 14), statuses[show].word] : ['All'];
  return { link: h('a', { class: 'filter', title: show && statuses[show].means }, ...words, count), count };
}

/** What the server has counted; it does not count all kinds. */
function countIn({ counts, photosInAll }: Store, show: PhotoStatus | undefined): number | undefined {
  if (show === undefined) return photosInAll;
  if (!counts) return undefined;
  if (show === 'done' || show === 'failed' || show === 'superseded') return counts[show];
  if (show === 'rejected') return Object.values(counts.rejected).reduce((sum, each) => sum + each, 0);
  return undefined;
}

async function askPhotos(
  before: string | undefined,
  show: PhotoStatus | undefined,
): Promise<readonly Photo[]> {
  const query = new URLSearchParams({ ...(before && { before }), ...(show && { status: show }) });
  return (await ask<{ photos: readonly Photo[] }>(`/api/photos?${query}`)).photos;
}

/** One that is too old for the pages that are loaded; undefined when there is none. */
export async function askPhoto(id: string): Promise<Photo | undefined> {
  try {
    return await ask<Photo>(`/api/photos/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error instanceof AskError && error.status === 404) return undefined;
    throw error;
  }
}
