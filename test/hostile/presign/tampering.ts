import type { Attack, Sent } from './attack.ts';
import { putBy, type Site } from './site.ts';
import type { Wire } from './wire.ts';

export type Change = (wire: Wire, site: Site) => Wire;

/** A new link, and what is made of it. */
export function tampered(
  ids: string,
  what: string,
  change: Change,
  answers = '403',
  fields: object = {},
): Attack {
  const request = async (site: Site): Promise<Sent> => {
    return change(putBy(await site.link(fields)), site);
  };
  const stores = answers === '200' ? ({ stores: true } as const) : {};
  return { ids, what: `a link ${what}`, door: 'store', request, answers, ...stores };
}

export const query =
  (change: (url: URL, site: Site) => void): Change =>
  (wire, site) => {
    const url = new URL(wire.target, site.machine.aws);
    change(url, site);
    return { ...wire, target: `${url.pathname}${url.search}` };
  };
export const path =
  (change: (path: string, site: Site) => string): Change =>
  (wire, site) => {
    const [before = '', ...after] = wire.target.split('?');
    return { ...wire, target: [change(before, site), ...after].join('?') };
  };
export const added =
  (name: string, value: string): Change =>
  (wire) => ({ ...wire, headers: [...wire.headers, [name, value]] });
export const without =
  (name: string): Change =>
  (wire) => ({ ...wire, headers: wire.headers.filter(([each]) => each !== name) });
export const instead =
  (name: string, value: string): Change =>
  (wire, site) =>
    added(name, value)(without(name)(wire, site), site);
export const method =
  (method: string): Change =>
  (wire) => ({
    ...wire,
    method,
    ...(method === 'GET' || method === 'HEAD' ? { body: Buffer.alloc(0) } : {}),
  });
export const body =
  (body: Buffer): Change =>
  (wire) => ({ ...wire, body });
