import { attacks, faultsOf, perform, type Site } from '../../hostile/presign/index.ts';
import { type Report, type Result, tallied } from '../scenario.ts';
import { spread } from './figures.ts';

/** A refusal may take so long, on a machine that has nothing else to do. */
const longestMs = 50;
/** One that took longer is asked for again: what counts is the work in it, and not what else the machine was at. */
const tries = 5;

/** Every hostile request that there is, or one of so many; each is answered as is right, and nothing is stored. */
export async function refusals(site: Site, size: number, report: Report): Promise<Result> {
  await site.thumbnailLink();
  const before = await site.stored();
  const problems: string[] = [];
  const statuses: string[] = [];
  const times: number[] = [];
  const chosen = attacks.filter((_, at) => at % Math.round(1 / size) === 0);
  for (const [at, attack] of chosen.entries()) {
    report(`links ${site.auth}, ${at} of ${chosen.length} hostile requests`);
    let fastest = Number.POSITIVE_INFINITY;
    for (let tried = 0; tried < tries && fastest > longestMs; tried++) {
      const { answers, milliseconds } = await perform(attack, site);
      problems.push(
        ...faultsOf(attack, answers, site).map((fault) => `${attack.ids} ${attack.what}: ${fault}`),
      );
      if (tried === 0) statuses.push(answers.map(({ status }) => status).join(' and '));
      const isRefusal = answers.length === 1 && answers.every(({ status }) => status >= 400);
      fastest = isRefusal ? Math.min(fastest, milliseconds) : 0;
    }
    if (fastest > 0) times.push(fastest);
    if (size === 1 && fastest > longestMs)
      problems.push(`refused in ${Math.round(fastest)} ms: ${attack.what}`);
  }
  const rightful = `${site.uploads}/uploads/`;
  const added = [...(await site.stored())].filter((each) => !before.has(each) && !isOurs(each, site));
  problems.push(...added.map((each) => `stored outside of ${rightful}<uuid>/: ${each}`));
  const row = {
    kind: `hostile requests, links.auth ${site.auth}`,
    injections: chosen.length,
    ends: tallied(statuses),
    repeated: 0,
    checked: `answered as is right, nothing stored elsewhere; ${times.length} refused: ${spread(times)}`,
  };
  return { rows: [row], problems };
}

/** By a link that was used rightly, and what the workflow says of what was uploaded. */
function isOurs(stored: string, { uploads, thumbnails }: Site): boolean {
  const [, after = ''] = stored.split(/^[^/]*\//);
  const bucket = stored.slice(0, stored.length - after.length - 1);
  if (bucket === uploads) return /^uploads\/[0-9a-f-]{36}\/photo\.jpg /.test(after);
  return bucket === thumbnails && /^outcomes\/uploads\/[0-9a-f-]{36}\/photo\.jpg\.json /.test(after);
}
