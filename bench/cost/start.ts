import { SettingsError } from '../../local/template/index.ts';
import { type CostFlags, readFlags, UsageError, usage } from './flags.ts';
import { jsonOf } from './json.ts';
import { measure } from './measure.ts';
import { NotMeasuredError, readMeasurements } from './measurements.ts';
import { bills } from './modes.ts';
import { tableOf } from './table.ts';

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) console.log(usage);
  else await show(flags);
} catch (error) {
  const known = [UsageError, SettingsError, NotMeasuredError].some((kind) => error instanceof kind);
  if (!known) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function show(flags: CostFlags): Promise<void> {
  const measured = flags.measure ? await measure(flags) : readMeasurements();
  const all = await bills(flags);
  console.log(flags.json ? jsonOf(all, flags, measured) : tableOf(all, flags, measured));
}
