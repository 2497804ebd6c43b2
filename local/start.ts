import { SettingsError } from '../infra/settings.ts';
import { startDarkroom } from './darkroom.ts';
import { DataFolderTakenError } from './data-folder.ts';
import { readFlags, UsageError, usage } from './flags.ts';
import { greeting } from './greeting.ts';
import { PortTakenError } from './http/loopback.ts';

/** What a user can mend; anything else is a fault of ours and shown whole. */
const advice: Readonly<Record<string, string>> = {
  UsageError: 'npm start -- --help shows what there is.',
  PortTakenError: 'End that program, or choose another: npm start -- --port 4200',
  DataFolderTakenError:
    'End that one, or give this one another folder and ports: npm start -- --data .darkroom-second --port 4200',
};

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) console.log(usage);
  else await run(flags);
} catch (error) {
  const known = [UsageError, PortTakenError, DataFolderTakenError, SettingsError].some(
    (each) => error instanceof each,
  );
  if (!known) throw error;
  const { name, message } = error as Error;
  console.error([message, advice[name]].filter(Boolean).join('\n'));
  process.exitCode = 1;
}

async function run(flags: ReturnType<typeof readFlags>): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const darkroom = await startDarkroom({ ...flags, log: (line) => console.error(line) });
  console.log(greeting(darkroom));
  await asked;
  console.log('\nEnding…');
  // Whoever asks a second time does not want to wait.
  process.once('SIGINT', () => process.exit(130));
  await darkroom[Symbol.asyncDispose]();
}
