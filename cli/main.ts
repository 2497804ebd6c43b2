import { CommanderError } from 'commander';
import { program } from './program.ts';
import { note, tinted } from './terminal.ts';
import { exitCodes, Trouble } from './trouble.ts';

// A reader that goes away, as in `darkroom watch | head`, ends it without a word.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? exitCodes.unread : codeOf(unwritable(error))),
);
process.stderr.on('error', () => {});

const interruption = new AbortController();
let interruptedAt: number | undefined;
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// Whatever happens, nobody is shown a stack trace.
process.on('uncaughtException', (error) => process.exit(codeOf(error)));

try {
  process.exitCode = await program(interruption.signal).run(process.argv);
} catch (error) {
  process.exitCode = codeOf(error);
}
// An end of its own accord gives the signals back first, and a second SIGINT would then kill it.
if (interruption.signal.aborted) process.exit();

/** What is asked for a second time is not waited for. One Ctrl-C comes twice where an older Node hands it on. */
function interrupt(): void {
  interruptedAt ??= performance.now();
  if (performance.now() - interruptedAt > 500) process.exit(exitCodes.interrupted);
  interruption.abort();
}

function unwritable({ code, message }: NodeJS.ErrnoException): Trouble {
  const why = code === 'ENOSPC' ? 'there is no room left' : message;
  return new Trouble(
    `The results cannot be written to where they are sent: ${why}.`,
    'What was begun goes on. Make room or send them elsewhere, and run it again.',
    exitCodes.failed,
  );
}

function codeOf(error: unknown): number {
  if (interruption.signal.aborted) {
    note('Interrupted.');
    return exitCodes.interrupted;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.well : exitCodes.usage; // it has said why
  const red = tinted('red', 'darkroom:', process.stderr);
  if (error instanceof Trouble) {
    note(`${red} ${error.message}\n${error.advice}`);
    return error.exitCode;
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  // A server may explain itself over many lines, with what a log should not have.
  const [first = ''] = message.split('\n', 1);
  note(`${red} ${name}: ${first}\nThis is a fault of darkroom's. Please report it with what you typed.`);
  return exitCodes.failed;
}
