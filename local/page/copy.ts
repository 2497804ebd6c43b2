import { h } from './element.ts';
import { icon } from './icons.ts';

/** Says for two seconds that it has done so. */
export function copyButton(what: string, text: () => string): HTMLButtonElement {
  const word = h('span', {}, 'Copy');
  const said = h('span', { class: 'unseen', role: 'status' });
  const button = h(
    'button',
    { type: 'button', class: 'button button-quiet copy' },
    icon('copy', 14),
    word,
    h('span', { class: 'unseen' }, ` ${what}`),
    said,
  );
  let timer: number | undefined;
  button.addEventListener('click', async () => {
    const copied = await navigator.clipboard.writeText(text()).then(
      () => true,
      () => false,
    );
    word.textContent = copied ? 'Copied' : 'Not copied';
    said.textContent = copied ? `Copied: ${what}.` : 'The browser did not let the page copy.';
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      word.textContent = 'Copy';
      said.textContent = '';
    }, 2_000);
  });
  return button;
}
