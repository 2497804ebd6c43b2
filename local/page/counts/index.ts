import type { Counts } from '../../console/api.ts';
import { hashOf } from '../address.ts';
import { h, setAttribute, setText } from '../element.ts';
import { bytes, legible, number, saved } from '../format.ts';

interface Figure {
  readonly element: HTMLElement;
  set(value: string, note?: string): void;
}

/** What has become of all the photos. The queues are shown where the delivery has some. */
export function countsStrip() {
  const done = figure('Done', hashOf({ view: 'photos', show: 'done' }));
  const inFlight = figure('In flight', hashOf({ view: 'photos', show: 'working' }));
  const rejected = figure('Rejected', hashOf({ view: 'photos', show: 'rejected' }));
  const failed = figure('Failed', hashOf({ view: 'photos', show: 'failed' }));
  const superseded = figure('Superseded', hashOf({ view: 'photos', show: 'superseded' }));
  const space = figure('Saved');
  const queues = [
    figure('Waiting'),
    figure('Being worked on'),
    figure('Dead letters'),
    figure('Parked'),
  ] as const;
  const buffer = h(
    'div',
    { class: 'buffer' },
    h('h3', {}, 'In the buffer'),
    h('dl', { class: 'figures' }, ...queues.map((each) => each.element)),
  );
  const element = h(
    'section',
    { class: 'counts', 'aria-label': 'Counts' },
    h(
      'dl',
      { class: 'figures' },
      ...[done, inFlight, rejected, failed, superseded, space].map((each) => each.element),
    ),
    buffer,
  );

  return {
    element,
    draw(counts: Counts) {
      done.set(number(counts.done));
      inFlight.set(number(counts.inFlight));
      rejected.set(number(sum(Object.values(counts.rejected))), reasonsOf(counts.rejected));
      failed.set(number(counts.failed));
      superseded.set(number(counts.superseded));
      space.set(
        saved(counts.bytesIn, counts.bytesOut) ?? '—',
        counts.bytesIn > 0 ? `${bytes(counts.bytesIn)} → ${bytes(counts.bytesOut)}` : '',
      );
      setAttribute(failed.element, 'data-alarming', counts.failed > 0);
      setAttribute(inFlight.element, 'data-lit', counts.inFlight > 0);
      buffer.hidden = !counts.queues;
      if (!counts.queues) return;
      const { waiting, beingWorkedOn, deadLetters, parked } = counts.queues;
      [waiting, beingWorkedOn, deadLetters, parked].forEach((value, index) => {
        queues[index]?.set(number(value));
      });
      setAttribute(queues[2].element, 'data-alarming', deadLetters > 0);
    },
  };
}

function figure(label: string, href?: string): Figure {
  const value = h('dd', { class: 'figure-value tabular' }, '0');
  const note = h('dd', { class: 'figure-note tabular' });
  const name = h('dt', {}, href ? h('a', { href }, label) : label);
  const element = h('div', { class: 'figure' }, name, value, note);
  return {
    element,
    set(text, words = '') {
      setText(value, text);
      setText(note, words);
      note.hidden = words === '';
    },
  };
}

const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);

/** The commonest first. */
const reasonsOf = (rejected: Counts['rejected']) =>
  Object.entries(rejected)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => `${legible(reason)} ${number(count)}`)
    .join(', ');
