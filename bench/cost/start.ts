import { command } from './command.ts';
import { readFlags, usage } from './flags.ts';
import { jsonOf } from './json.ts';
import { measure } from './measure.ts';
import { readMeasurements } from './measurements.ts';
import { bills } from './modes.ts';
import { tableOf } from './table.ts';

await command({ usage, readFlags }, async (flags) => {
  const measured = flags.measure ? await measure(flags) : readMeasurements();
  const all = await bills(flags);
  console.log(flags.json ? jsonOf(all, flags, measured) : tableOf(all, flags, measured));
});
