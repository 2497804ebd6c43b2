import type { Attack } from './attack.ts';
import { bodies } from './bodies.ts';
import { fields } from './fields.ts';
import { framing } from './framing.ts';
import { heads } from './heads.ts';
import { links } from './links.ts';
import { names } from './names.ts';
import { signatures } from './signatures.ts';
import type { Site } from './site.ts';
import { strangers } from './strangers.ts';
import { uploads } from './uploads.ts';
import { bytesOf, exchange, type Heard } from './wire.ts';

export type { Attack } from './attack.ts';
export { aPhoto, type Site, siteOf } from './site.ts';
export { faultsOf } from './verdict.ts';

export const attacks: readonly Attack[] = [
  ...names,
  ...fields,
  ...bodies,
  ...heads,
  ...framing,
  ...signatures,
  ...links,
  ...uploads,
  ...strangers,
];

/** Sends it as its sort is sent, and hears the server out. */
export async function perform(attack: Attack, site: Site): Promise<Heard> {
  const { machine, auth } = site;
  const origin = attack.door === 'links' ? machine.links : machine.aws;
  const { ends = false, door, unsigned } = attack;
  const sent = await attack.request(site);
  if (Buffer.isBuffer(sent)) return exchange(origin, sent, { ends });
  const signs = door === 'links' && auth === 'iam' && !unsigned;
  return exchange(origin, bytesOf(signs ? site.signed(sent) : sent, new URL(origin).host), { ends });
}
