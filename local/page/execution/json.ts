import { copyButton } from '../copy.ts';
import { h } from '../element.ts';
import { legible } from '../format.ts';

/** JSON to read, under a heading that folds it away. */
export function jsonBlock(title: string, value: unknown, open: boolean): HTMLDetailsElement {
  const text = JSON.stringify(value, undefined, 2) ?? 'null';
  return h(
    'details',
    { class: 'fold', open },
    h('summary', {}, title),
    h(
      'div',
      { class: 'json-box' },
      h('pre', { class: 'json', tabindex: 0, role: 'group', 'aria-label': title }, ...highlighted(text)),
      copyButton(title.toLowerCase(), () => text),
    ),
  );
}

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function highlighted(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(token)) {
    const [whole, quoted, colon] = match;
    parts.push(text.slice(from, match.index));
    const kind = quoted === undefined ? 'json-plain' : colon === undefined ? 'json-string' : 'json-key';
    parts.push(h('span', { class: kind }, legible(quoted ?? whole)), colon ?? '');
    from = match.index + whole.length;
  }
  return [...parts, text.slice(from)];
}

/** A text that is JSON itself, as the causes of errors are; else undefined. */
export function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
