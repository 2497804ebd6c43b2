import { setAttribute } from '../element.ts';

/** Mends what Uppy's Dashboard leaves wrong for screen readers, whenever it draws. */
export function mendMarkup(target: HTMLElement): void {
  const mend = () => {
    for (const list of target.querySelectorAll('.uppy-Dashboard-files')) mendList(list);
  };
  new MutationObserver(mend).observe(target, { childList: true, subtree: true });
  mend();
}

/** A single file is a list item without a list, and the list scrolls without being reachable by keyboard. */
function mendList(list: Element) {
  setAttribute(list, 'role', 'list');
  setAttribute(list, 'aria-label', 'Files');
  setAttribute(list, 'tabindex', 0);
}
