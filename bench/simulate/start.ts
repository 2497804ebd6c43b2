import { writeFileSync } from 'node:fs';
import type { Bill } from '../cost/bill.ts';
import { command } from '../cost/command.ts';
import type { Mode } from '../cost/flags.ts';
import { readMeasurements } from '../cost/measurements.ts';
import { bills } from '../cost/modes.ts';
import { readFlags, type SimulateFlags, usage } from './flags.ts';
import { plotOf } from './plot.ts';
import { scenarioFor } from './scenarios.ts';
import { foresee } from './slice.ts';
import { type Foreseen, tableOf, time } from './table.ts';

await command({ usage, readFlags }, async (flags) => {
  const measured = readMeasurements();
  const outcomes: Foreseen = Object.fromEntries(
    flags.modes.map((mode) => [mode, foresee(scenarioFor(mode, flags, measured))]),
  );
  if (flags.plot !== undefined) {
    const title = `${flags.photos.toLocaleString('en')} photos within ${time(flags.overSeconds)}`;
    writeFileSync(flags.plot, await plotOf(outcomes, title));
  }
  const costs = await costsOf(flags);
  if (flags.json) console.log(JSON.stringify({ flags, outcomes, costs }, null, 2));
  else console.log(tableOf(outcomes, flags, costs));
});

/** As `npm run cost` has it for as many photos over as long, a month at most. */
async function costsOf({
  photos,
  megabytes,
  overSeconds,
  renditions,
  context,
}: SimulateFlags): Promise<Partial<Record<Mode, Bill>>> {
  return bills({
    ...{ photos, megabytes, context, ms: {}, storedDays: 0, overwritten: 0, cold: 0.01 },
    ...(renditions !== undefined && { renditions }),
    days: Math.min(30, overSeconds / 86_400),
    ...{ mode: 'express', json: false, measure: false },
  });
}
