import { ask } from '../ask.ts';
import { h, setAttribute, setText } from '../element.ts';
import { icon } from '../icons.ts';

/** Two ways to see the branches that good photos never take. */
export function trouble(onProblem: (problem: unknown) => void, announce: (words: string) => void) {
  const broken = h('button', { type: 'button', class: 'button' }, icon('torn'), 'Send a broken photo');
  const failWord = h('span', {}, 'Fail the next resize');
  const fail = h(
    'button',
    { type: 'button', class: 'button', 'aria-pressed': 'false' },
    icon('bolt'),
    failWord,
  );
  let failNext = false;

  broken.addEventListener('click', () =>
    busy(broken, async () => {
      await ask('/api/broken', {});
      announce('A photo that is cut in half is on its way.');
    }),
  );
  fail.addEventListener('click', () =>
    busy(fail, async () => {
      draw((await ask<{ failNext: boolean }>('/api/fail-next', { failNext: !failNext })).failNext);
      announce(failNext ? 'The next resize is going to fail.' : 'The next resize is not going to fail.');
    }),
  );

  async function busy(button: HTMLButtonElement, work: () => Promise<void>) {
    setAttribute(button, 'aria-disabled', 'true');
    await work().catch(onProblem);
    setAttribute(button, 'aria-disabled', undefined);
  }

  function draw(now: boolean) {
    failNext = now;
    setAttribute(fail, 'aria-pressed', String(now));
    setText(failWord, now ? 'Next resize will fail' : 'Fail the next resize');
  }

  return {
    element: h(
      'section',
      { class: 'trouble', 'aria-labelledby': 'trouble-title' },
      h('h2', { id: 'trouble-title' }, 'Make trouble'),
      h('p', {}, 'Watch a rejection, a retry, a failure and its redrive.'),
      h('div', { class: 'trouble-buttons' }, broken, fail),
    ),
    draw,
  };
}
