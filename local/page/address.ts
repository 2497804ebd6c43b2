import type { PhotoStatus } from '../console/api.ts';

export type View = 'photos' | 'inbox' | 'by-hand';

/** What is looked at, kept in the address so that reloading and going back work. */
export interface Place {
  view: View;
  photo?: string;
  show?: PhotoStatus;
}

const statuses: readonly string[] = [
  'waiting',
  'working',
  'done',
  'rejected',
  'failed',
  'superseded',
  'deleted',
  'ignored',
] satisfies PhotoStatus[];

/** `#/photo/<id>?show=failed` */
export function placeIn(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const show = new URLSearchParams(query).get('show') ?? '';
  const filter = statuses.includes(show) ? { show: show as PhotoStatus } : {};
  if (path === 'inbox' || path === 'by-hand') return { view: path };
  const id = path.startsWith('photo/') ? decoded(path.slice('photo/'.length)) : '';
  return { view: 'photos', ...filter, ...(id && { photo: id }) };
}

export function hashOf({ view, photo, show }: Place): string {
  if (view !== 'photos') return `#/${view}`;
  const path = photo === undefined ? '' : `photo/${encodeURIComponent(photo)}`;
  return `#/${path}${show ? `?show=${show}` : ''}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
