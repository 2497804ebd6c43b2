import type { NoticeView } from '../../console/api.ts';
import { ask } from '../ask.ts';
import { h, setChildren, setText } from '../element.ts';
import { plural } from '../format.ts';
import { icon } from '../icons.ts';
import type { Store } from '../store.ts';
import { letter } from './letter.ts';

/** As many as one page of the server holds. */
const pageSize = 100;

/** Every notice that the topic has sent. */
export function inbox(store: Store, onProblem: (problem: unknown) => void) {
  const letters = new Map<number, HTMLLIElement>();
  const list = h('ol', { class: 'letters', reversed: true });
  const count = h('p', { class: 'in-sight tabular' });
  const more = h(
    'button',
    { type: 'button', class: 'button more', hidden: true, click: () => askMore() },
    'Show older notices',
  );
  const none = h(
    'div',
    { class: 'blank' },
    icon('letter', 32),
    h('p', {}, 'No notice yet. Each photo ends in exactly one: done, rejected or failed.'),
  );
  const element = h(
    'section',
    { class: 'inbox', 'aria-labelledby': 'inbox-title' },
    h('div', { class: 'photos-head' }, h('h2', { id: 'inbox-title' }, 'Inbox'), count),
    h('p', { class: 'lead' }, 'What a subscriber of the notices topic reads, as e-mail and as JSON.'),
    list,
    none,
    more,
  );

  function draw() {
    const { notices } = store;
    setChildren(
      list,
      notices.map((notice) => {
        const known = letters.get(notice.id) ?? letter(notice);
        letters.set(notice.id, known);
        return known;
      }),
    );
    const shown = plural(notices.length, 'notice');
    setText(count, more.hidden ? shown : `The newest ${shown}`);
    none.hidden = notices.length > 0;
  }

  async function askMore() {
    const last = store.notices.at(-1);
    if (!last) return;
    try {
      const older = (await ask<{ notices: readonly NoticeView[] }>(`/api/notices?before=${last.id}`)).notices;
      more.hidden = older.length < pageSize;
      store.takeNotices(older);
    } catch (problem) {
      onProblem(problem);
    }
  }

  return {
    element,
    draw,
    /** After a snapshot. */
    restart() {
      letters.clear();
      list.replaceChildren();
      more.hidden = store.notices.length < pageSize;
    },
  };
}
