import { flushCompileCache } from 'node:module';
import { startDarkroom } from './darkroom.ts';
import { type Flags, readFlags, usage } from './flags.ts';
import { greeting } from './greeting.ts';
import { wordsFor } from './trouble.ts';

let data = 'the data folder';
// Functions and whatever else was begun end with this process; the next start goes on from what is on the disk.
process.once('uncaughtException', giveUp);
// That nobody reads any more what is printed, as in `npm start | head`, is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const flags = readFlags(process.argv.slice(2));
data = flags.data;
if (flags.help) console.log(usage);
else await run(flags);

async function run(flags: Flags): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const darkroom = await startDarkroom({ ...flags, log: (line) => console.error(line), onGone: giveUp });
  console.log(greeting(darkroom));
  flushCompileCache(); // a kill would keep nothing
  await asked;
  console.log('\nEnding…');
  // Whoever asks a second time does not want to wait.
  process.once('SIGINT', () => process.exit(130));
  await darkroom[Symbol.asyncDispose]();
}

function giveUp(error: Error): never {
  console.error(wordsFor(error, data) ?? error);
  process.exit(1);
}
