import type { About, Photo } from '../../console/api.ts';
import { ask } from '../ask.ts';
import { h, setText } from '../element.ts';
import { legible } from '../format.ts';
import { icon } from '../icons.ts';
import { following } from './following.ts';
import { photoFacts } from './photo-facts.ts';
import { drawIfNew, executionView } from './view.ts';

/** A photo that is being looked at: `undefined` is not known yet, `null` does not exist. */
export type Looked = Photo | undefined | null;

/** A photo, and what its execution does. */
export function executionPanel(onClose: () => void, onProblem: (problem: unknown) => void) {
  const title = h('h2', { id: 'panel-title', tabindex: -1 });
  const close = h(
    'button',
    { type: 'button', class: 'button button-icon', 'aria-label': 'Close', click: onClose },
    icon('close', 20),
  );
  const facts = h('div', { class: 'photo-facts' });
  const message = h('p', { class: 'nothing' });
  const view = executionView(redrive);
  const element = h(
    'div',
    { class: 'panel', role: 'complementary', 'aria-labelledby': 'panel-title', hidden: true },
    h('div', { class: 'panel-head' }, title, close),
    h('div', { class: 'panel-body' }, facts, message, view.element),
  );
  let photo: Photo | undefined;
  let about: About | undefined;

  const execution = following({
    onDetail(detail) {
      setText(message, '');
      if (about) view.show(detail, about);
    },
    onProblem(problem) {
      if (view.element.hidden)
        setText(message, 'Its execution could not be read. It is asked for again when it moves.');
      onProblem(problem);
    },
  });

  async function redrive(arn: string) {
    await ask('/api/redrive', { execution: arn }).catch(onProblem);
    await execution.refresh();
  }

  return {
    element,
    show(looked: Looked, known: About) {
      const isOther = photo?.id !== looked?.id || photo?.execution !== looked?.execution;
      element.hidden = false;
      about = known;
      photo = looked ?? undefined;
      setText(title, photo ? legible(photo.name) : 'Photo');
      drawIfNew(facts, photo, () => (photo ? photoFacts(photo) : []));
      if (!isOther && photo) return;
      view.clear();
      setText(message, messageFor(looked));
      execution.follow(photo?.execution);
    },
    /** Its execution went on. */
    refresh: () => void execution.refresh(),
    hide() {
      element.hidden = true;
      photo = undefined;
      execution.follow(undefined);
      view.clear();
    },
  };
}

function messageFor(looked: Looked): string {
  if (looked === null) return 'There is no such photo any more.';
  if (looked === undefined) return 'Looking for this photo…';
  return looked.execution === undefined ? 'No execution has begun with it yet.' : 'Reading its execution…';
}
