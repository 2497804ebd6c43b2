import type { AlarmView } from '../../console/api.ts';
import { h, setAttribute, setText } from '../element.ts';
import { moment, plural } from '../format.ts';
import { icon } from '../icons.ts';

/** What would ring, on top while it rings and folded away while it does not. */
export function alarmList(announce: (words: string) => void) {
  const words = h('span', {});
  const list = h('ul', { class: 'alarm-list' });
  const summary = h('summary', {}, icon('bell'), words);
  const fold = h('details', { class: 'alarms-fold' }, summary, list);
  const element = h('section', { class: 'alarms', 'aria-label': 'Alarms' }, fold);
  let drawn: readonly AlarmView[] | undefined;

  function draw(alarms: readonly AlarmView[]) {
    if (alarms === drawn) return;
    const ringing = alarms.filter(({ state }) => state === 'alarm');
    for (const { id, title, state } of alarms) {
      const before = drawn?.find((each) => each.id === id)?.state;
      if (before !== undefined && before !== state)
        announce(`Alarm: ${title} ${state === 'alarm' ? 'rings' : 'is over'}.`);
    }
    const first = ringing.some(({ id }) => !drawn?.some((each) => each.id === id && each.state === 'alarm'));
    drawn = alarms;
    element.hidden = alarms.length === 0;
    setAttribute(element, 'data-alarming', ringing.length > 0);
    setText(words, headline(alarms.length, ringing));
    list.replaceChildren(...[...ringing, ...alarms.filter(({ state }) => state === 'ok')].map(item));
    if (first) fold.open = true;
    else if (ringing.length === 0) fold.open = false;
  }

  return { element, draw };
}

function headline(all: number, ringing: readonly AlarmView[]): string {
  if (ringing.length === 0) return `${plural(all, 'alarm')}, none rings`;
  return `${plural(ringing.length, 'alarm')} ${ringing.length === 1 ? 'rings' : 'ring'}`;
}

function item({ title, means, runbook, state, since, why }: AlarmView): HTMLElement {
  const rings = state === 'alarm';
  const when = since === undefined ? 'quiet' : `${rings ? 'rings since' : 'over since'} ${moment(since)}`;
  return h(
    'li',
    { class: 'alarm', 'data-alarming': rings },
    h('div', { class: 'alarm-head' }, h('strong', {}, title), h('span', { class: 'tabular' }, when)),
    rings && h('p', {}, means),
    rings && why !== undefined && h('p', { class: 'alarm-why tabular' }, why),
    runbook !== undefined &&
      h(
        'a',
        { href: runbook, target: '_blank', rel: 'noreferrer', 'aria-label': `What to do: ${title}` },
        'What to do',
      ),
  );
}
