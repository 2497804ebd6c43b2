import type { AlarmView } from '../../console/api.ts';
import { h, setAttribute, setText } from '../element.ts';
import { moment, plural } from '../format.ts';
import { icon } from '../icons.ts';

/** What would ring: on top while it does, and all that is quiet folded away. */
export function alarmList(announce: (words: string) => void) {
  const headline = h('span', {});
  const head = h('h2', { class: 'alarms-head' }, icon('bell'), headline);
  const ringing = h('ul', { class: 'alarm-list' });
  const words = h('span', {});
  const quiet = h('ul', { class: 'alarm-list is-quiet' });
  const fold = h('details', {}, h('summary', {}, words), quiet);
  const element = h('section', { class: 'alarms', 'aria-label': 'Alarms' }, head, ringing, fold);
  let drawn: readonly AlarmView[] | undefined;

  function draw(alarms: readonly AlarmView[]) {
    if (alarms === drawn) return;
    for (const { id, title, state } of alarms) {
      const before = drawn?.find((each) => each.id === id)?.state;
      if (before !== undefined && before !== state)
        announce(`Alarm: ${title} ${state === 'alarm' ? 'rings' : 'is over'}.`);
    }
    drawn = alarms;
    const those = alarms.filter(({ state }) => state === 'alarm');
    const others = alarms.filter(({ state }) => state === 'ok');
    element.hidden = alarms.length === 0;
    head.hidden = ringing.hidden = those.length === 0;
    fold.hidden = others.length === 0;
    setAttribute(element, 'data-alarming', those.length > 0);
    setText(headline, `${plural(those.length, 'alarm')} ${those.length === 1 ? 'rings' : 'ring'}`);
    setText(
      words,
      those.length === 0
        ? `${plural(others.length, 'alarm')}, none rings`
        : `${others.length} others are quiet`,
    );
    ringing.replaceChildren(...those.map(item));
    quiet.replaceChildren(...others.map(item));
  }

  return { element, draw };
}

function item({ title, means, runbook, state, since, why }: AlarmView): HTMLElement {
  const rings = state === 'alarm';
  const when = since === undefined ? 'quiet' : `${rings ? 'rings since' : 'over since'} ${moment(since)}`;
  const link = { href: runbook, target: '_blank', rel: 'noreferrer', 'aria-label': `What to do: ${title}` };
  return h(
    'li',
    { class: 'alarm' },
    h('div', { class: 'alarm-head' }, h('strong', {}, title), h('span', { class: 'tabular' }, when)),
    rings && h('p', {}, means),
    rings && why !== undefined && h('p', { class: 'alarm-why tabular' }, why),
    runbook !== undefined && h('a', link, 'What to do'),
  );
}
