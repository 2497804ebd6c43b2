import type { Photo } from '../../console/api.ts';
import { h, setChildren } from '../element.ts';
import { type Card, card } from './card.ts';

export interface Grid {
  readonly element: HTMLUListElement;
  /** Whether all is drawn; if not, the rest is for the next frame. */
  draw(photos: readonly Photo[], hrefOf: (photo: Photo) => string, chosen: string | undefined): boolean;
  focus(id: string): void;
}

/** New and changed cards in one frame: between two the page listens, however much has come at once. */
const mostPerFrame = 100;

/** The contact sheet. It is one stop of the tab key; arrows go from frame to frame. */
export function grid(): Grid {
  const element = h('ul', {
    class: 'sheet',
    'aria-label': 'Photos, newest first',
    'aria-describedby': 'sheet-keys',
  });
  const cards = new Map<string, Card>();
  let order: string[] = [];
  let stop: string | undefined;

  function makeStop(id: string | undefined) {
    if (id === stop) return;
    cards.get(stop ?? '')?.link.setAttribute('tabindex', '-1');
    cards.get(id ?? '')?.link.setAttribute('tabindex', '0');
    stop = id;
  }

  element.addEventListener('focusin', ({ target }) => makeStop(idOf(target)));
  element.addEventListener('keydown', (event) => {
    const step = stepOf(event, columnsOf(element));
    const at = order.indexOf(idOf(event.target) ?? '');
    if (step === undefined || at < 0) return;
    event.preventDefault();
    cards.get(order[Math.min(order.length - 1, Math.max(0, at + step))] ?? '')?.link.focus();
  });

  return {
    element,
    draw(photos, hrefOf, chosen) {
      let behind = 0;
      const wanted: Element[] = [];
      order = [];
      for (const photo of photos) {
        const known = cards.get(photo.id);
        const isBehind = known?.drawn() !== photo;
        if (isBehind) behind += 1;
        const waits = isBehind && behind > mostPerFrame;
        if (waits && !known) continue;
        const frame = known ?? newCard(photo.id, cards);
        if (isBehind && !waits) frame.draw(photo);
        frame.point(hrefOf(photo), photo.id === chosen);
        order.push(photo.id);
        wanted.push(frame.element);
      }
      setChildren(element, wanted);
      if (cards.size > order.length) forget(cards, new Set(order));
      if (stop === undefined || !cards.has(stop)) {
        stop = undefined;
        makeStop(order[0]);
      }
      return behind <= mostPerFrame;
    },
    focus: (id) => cards.get(id)?.link.focus(),
  };
}

function newCard(id: string, cards: Map<string, Card>): Card {
  const made = card();
  made.link.dataset.photo = id;
  made.link.setAttribute('tabindex', '-1');
  cards.set(id, made);
  return made;
}

function forget(cards: Map<string, Card>, kept: ReadonlySet<string>) {
  for (const id of cards.keys()) if (!kept.has(id)) cards.delete(id);
}

const idOf = (target: EventTarget | null) =>
  target instanceof HTMLElement ? target.closest<HTMLElement>('[data-photo]')?.dataset.photo : undefined;

const columnsOf = (sheet: Element) =>
  Math.max(1, getComputedStyle(sheet).gridTemplateColumns.split(' ').length);

function stepOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, columns: number): number | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * 4,
    PageDown: columns * 4,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  return steps[key];
}
