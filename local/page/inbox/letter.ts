import type { NoticeView } from '../../console/api.ts';
import { h } from '../element.ts';
import { jsonBlock, jsonIn } from '../execution/json.ts';
import { legible, legibleLines, moment } from '../format.ts';
import { icon } from '../icons.ts';
import { statuses } from '../photos/status.ts';

/** A notice as an e-mail subscriber reads it, its JSON folded away below. A notice never changes, so this is drawn once. */
export function letter({ id, time, subject, status, text, json }: NoticeView): HTMLLIElement {
  const { word, icon: picture } = statuses[status];
  const title = `letter-${id}`;
  return h(
    'li',
    { class: 'letter' },
    h(
      'article',
      { 'aria-labelledby': title },
      h(
        'header',
        { class: 'letter-head', 'data-status': status },
        h('h3', { id: title }, h('bdi', {}, legible(subject))),
        h('span', { class: 'status' }, icon(picture), word),
        h('time', { datetime: time, class: 'tabular' }, moment(time)),
      ),
      h('p', { class: 'letter-text' }, h('bdi', {}, legibleLines(text))),
      jsonBlock('JSON, as other subscribers get it', jsonIn(json) ?? json, false),
    ),
  );
}
