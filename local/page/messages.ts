import { AskError } from './ask.ts';
import { h } from './element.ts';
import { icon } from './icons.ts';

/** Milliseconds between two announcements: a burst of photos is told in one. */
const breath = 1_500;

/** What is said to whoever listens instead of looking. */
export function announcer() {
  const element = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  let waiting: string[] = [];
  let timer: number | undefined;
  return {
    element,
    announce(words: string) {
      waiting.push(words);
      if (timer !== undefined) return;
      timer = window.setTimeout(() => {
        element.textContent =
          waiting.length > 3 ? `${waiting.length} changes. ${waiting.at(-1)}` : waiting.join(' ');
        waiting = [];
        timer = undefined;
      }, breath);
    },
  };
}

/** Problems, in words at the foot of the page until they are closed. The newest few, each once. */
export function problems() {
  const most = 3;
  const element = h('div', { class: 'problems', role: 'alert' });
  const shown = new Map<string, HTMLElement>();

  function close(words: string) {
    shown.get(words)?.remove();
    shown.delete(words);
  }

  function tell(words: string) {
    if (shown.has(words)) return;
    const [oldest] = shown.keys();
    if (shown.size >= most && oldest !== undefined) close(oldest);
    const button = h(
      'button',
      {
        type: 'button',
        class: 'button button-icon',
        'aria-label': 'Close this message',
        click: () => close(words),
      },
      icon('close'),
    );
    const box = h('div', { class: 'problem' }, icon('caught'), h('p', {}, words), button);
    shown.set(words, box);
    element.append(box);
  }

  return {
    element,
    tell,
    show(problem: unknown) {
      if (!(problem instanceof AskError)) throw problem;
      // With no answer at all, the connection's own sign says so already.
      if (problem.status !== undefined) tell(problem.message);
    },
  };
}
