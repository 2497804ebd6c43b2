import { setAttribute } from './element.ts';

/** From here on the execution stands beside the photos. */
const besides = window.matchMedia('(min-width: 1100px)');

/** Where there is no room beside the photos, the panel covers them: what is below cannot be reached meanwhile. */
export function sheetOver(panel: HTMLElement, below: readonly HTMLElement[], onEscape: () => void) {
  let isOpen = false;
  let covering = false;

  function draw() {
    const covers = isOpen && !besides.matches;
    for (const element of below) element.inert = covers;
    document.body.classList.toggle('is-covered', covers);
    setAttribute(panel, 'role', covers ? 'dialog' : 'complementary');
    setAttribute(panel, 'aria-modal', covers && 'true');
    if (covers && !covering) panel.querySelector<HTMLElement>('h2')?.focus();
    covering = covers;
  }

  besides.addEventListener('change', draw);
  panel.addEventListener('click', ({ target }) => target === panel && covering && onEscape());
  return {
    open() {
      if (isOpen) return;
      isOpen = true;
      draw();
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      draw();
    },
  };
}
