import { renditionSettings } from '../../../functions/shared/renditions.ts';
import { observe } from '../observe.ts';
import { settled } from '../on-disk.ts';
import type { Report } from '../scenario.ts';
import type { Supervised } from '../supervised.ts';
import { type Account, account } from './index.ts';
import type { Ledger } from './ledger.ts';
import type { Injection, World } from './world.ts';

/** Waits until nothing moves, ends the darkroom, and says what became of everything that the clients did. */
export async function accountOf(
  darkroom: Supervised,
  ledger: Ledger,
  {
    renditions,
    report,
    afterwards = async () => {},
  }: {
    renditions: readonly object[];
    report: Report;
    /** What else is to be done with it before it ends: nothing of that is in the account. */
    afterwards?: () => Promise<void>;
  },
): Promise<Account & { injections: readonly Injection[]; world: World }> {
  // The last thing done may have been the end of the process: what a new one finds to do at its start counts as well.
  for (let deaths = -1; deaths !== darkroom.deaths.length; ) {
    deaths = darkroom.deaths.length;
    await settled(darkroom.machine.data, { report });
    await darkroom.up();
  }
  const world = await observe(darkroom);
  await afterwards();
  await darkroom.stop();
  const settings = {
    uploadsPrefix: darkroom.about.uploadsPrefix,
    renditions: renditionSettings(JSON.stringify(renditions)),
  };
  const { photos, problems } = account(world, ledger, settings);
  return { photos, problems: [...problems, ...darkroom.problems], injections: world.injections, world };
}
