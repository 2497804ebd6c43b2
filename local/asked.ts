import { UsageError } from './typed-flags.ts';

/** What was typed, or the end: with the usage where that was asked for, with what is wrong where it makes no sense. */
export function asked<Flags>(usage: string, read: (args: readonly string[]) => Flags): Flags {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    process.exit();
  }
  try {
    return read(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    process.exit(1);
  }
}
