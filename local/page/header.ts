import type { About } from '../console/api.ts';
import { hashOf, type View } from './address.ts';
import { h, setAttribute, setText, svg } from './element.ts';
import { modeOf } from './format.ts';
import { icon } from './icons.ts';
import type { Connection } from './live.ts';

const connectionWords: Record<Connection, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Disconnected, trying again…',
};

export function header() {
  const tabs = {
    photos: h('a', { href: hashOf({ view: 'photos' }) }, icon('grid'), 'Photos'),
    inbox: h('a', { href: hashOf({ view: 'inbox' }) }, icon('letter'), 'Inbox'),
    'by-hand': h('a', { href: hashOf({ view: 'by-hand' }) }, icon('prompt'), 'By hand'),
  } satisfies Record<View, HTMLAnchorElement>;
  const mode = h('span', { class: 'mode' });
  const words = h('span', {});
  const connection = h(
    'p',
    { class: 'connection', role: 'status', 'data-connection': 'connecting' },
    h('i', { 'aria-hidden': 'true' }),
    words,
  );
  const element = h(
    'header',
    { class: 'top' },
    h('a', { class: 'brand', href: hashOf({ view: 'photos' }) }, mark(), h('h1', {}, 'darkroom')),
    h('nav', { class: 'tabs', 'aria-label': 'Views' }, ...Object.values(tabs)),
    h('div', { class: 'top-end' }, mode, connection),
  );
  return {
    element,
    drawAbout(about: About) {
      setText(mode, modeOf(about));
    },
    drawView(view: View) {
      for (const [name, tab] of Object.entries(tabs))
        setAttribute(tab, 'aria-current', name === view && 'page');
    },
    drawConnection(now: Connection) {
      setAttribute(connection, 'data-connection', now);
      setText(words, connectionWords[now]);
    },
  };
}

/** The safelight. */
const mark = () =>
  svg(
    'svg',
    { class: 'mark', viewBox: '0 0 32 32', width: 26, height: 26, 'aria-hidden': 'true', focusable: 'false' },
    svg('circle', { class: 'mark-ring', cx: 16, cy: 16, r: 13 }),
    svg('circle', { class: 'mark-light', cx: 16, cy: 16, r: 6.5 }),
  );
