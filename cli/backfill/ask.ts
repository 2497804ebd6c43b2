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

export async function saysYes(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal });
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
