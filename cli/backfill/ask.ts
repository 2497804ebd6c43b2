import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { UsageTrouble } from '../trouble.ts';

/** Before anything is done: where nobody can be asked, somebody has to have said yes. */
export function requireSomebodyToAsk(): void {
  if (process.stdin.isTTY && process.stderr.isTTY) return;
  throw new UsageTrouble(
    'A backfill asks before it begins, and there is nobody here to ask.',
    'Give --yes to begin without being asked, or --dry-run to see what it would do.',
  );
}

interface Streams {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/** Anything but a yes is a no, and so is the end of the input. */
export async function saysYes(
  question: string,
  signal: AbortSignal,
  { input, output }: Streams = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  const terminal = createInterface({ input, output, terminal: true });
  // A terminal that is read key by key makes no signal of Ctrl-C.
  terminal.once('SIGINT', () => process.emit('SIGINT'));
  try {
    const closed = once(terminal, 'close', { signal }).then(() => '');
    const answer = await Promise.race([terminal.question(`${question} [y/N] `, { signal }), closed]);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
