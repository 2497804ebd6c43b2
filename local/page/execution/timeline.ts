import type { StateVisit } from '../../console/api.ts';
import { h, setAttribute, setChildren, setText } from '../element.ts';
import { duration } from '../format.ts';
import { icon } from '../icons.ts';
import { outcomes } from './graph/way.ts';

export interface Timeline {
  readonly element: HTMLOListElement;
  draw(visits: readonly StateVisit[], chosen: string | undefined): void;
  /** Durations of what still runs. */
  tick(): void;
}

/** The states in the order of entering. */
export function timeline(onChoose: (state: string) => void): Timeline {
  const element = h('ol', { class: 'timeline', 'aria-label': 'States entered, in order' });
  const rows: ReturnType<typeof row>[] = [];
  return {
    element,
    draw(visits, chosen) {
      rows.length = Math.min(rows.length, visits.length);
      visits.forEach((visit, index) => {
        rows[index] ??= row(onChoose);
        rows[index].draw(visit, visit.state === chosen);
      });
      setChildren(
        element,
        rows.map((each) => each.element),
      );
    },
    tick() {
      for (const each of rows) each.tick();
    },
  };
}

function row(onChoose: (state: string) => void) {
  const picture = h('span', { class: 'outcome' });
  const name = h('span', { class: 'timeline-name' });
  const took = h('span', { class: 'timeline-took tabular' });
  const word = h('span', { class: 'unseen' });
  const note = h('span', { class: 'timeline-note' });
  let drawn: StateVisit | undefined;
  const button = h(
    'button',
    { type: 'button', class: 'timeline-row', click: () => drawn && onChoose(drawn.state) },
    picture,
    name,
    word,
    note,
    took,
  );
  const tick = () => {
    if (!drawn) return;
    const until = drawn.leftAt === undefined ? Date.now() : Date.parse(drawn.leftAt);
    const running = drawn.outcome === 'running';
    setText(
      took,
      drawn.leftAt === undefined && !running ? '' : duration(until - Date.parse(drawn.enteredAt)),
    );
  };
  return {
    element: h('li', {}, button),
    draw(visit: StateVisit, chosen: boolean) {
      const { word: said, icon: symbol } = outcomes[visit.outcome];
      if (drawn?.outcome !== visit.outcome) picture.replaceChildren(icon(symbol));
      drawn = visit;
      setAttribute(button, 'data-outcome', visit.outcome);
      setAttribute(button, 'aria-pressed', String(chosen));
      setText(name, visit.state);
      setText(word, `, ${said.toLowerCase()}`);
      setText(note, visit.retries > 0 ? `${visit.retries} × again` : '');
      tick();
    },
    tick,
  };
}
