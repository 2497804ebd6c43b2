import { asked } from '../../local/asked.ts';
import { SettingsError } from '../../local/template/index.ts';
import { UsageError } from '../../local/typed-flags.ts';
import { NotMeasuredError } from './measurements.ts';

/** A whole command: what its user can mend is said in words and not with a stack. */
export async function command<Flags>(
  { usage, readFlags }: { usage: string; readFlags(args: readonly string[]): Flags },
  show: (flags: Flags) => Promise<void>,
): Promise<void> {
  try {
    await show(asked(usage, readFlags));
  } catch (error) {
    const known = [UsageError, SettingsError, NotMeasuredError].some((kind) => error instanceof kind);
    if (!known) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
