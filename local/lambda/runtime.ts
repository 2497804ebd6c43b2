import { enableCompileCache, flushCompileCache } from 'node:module';
import type { Failure } from './error.ts';
import { failureOf, loadHandler, UnhandledPromiseRejection } from './handler.ts';
import { type FromRuntime, type Invoke, type Load, maxResultBytes, type ToRuntime } from './messages.ts';
import { peakBytes } from './peak-memory.ts';
import { resolveSyncHost } from './sync-host.ts';

// The program of an environment: a child process that loads one function and works on one event at a time.

const channel = process.send?.bind(process);
if (channel === undefined) throw new Error('This is started by local/lambda alone, as a child process.');
const write = {
  out: process.stdout.write.bind(process.stdout),
  err: process.stderr.write.bind(process.stderr),
};
delete process.send; // functions have none on Lambda
const hoard: Buffer[] = [];
let endOfLog = '';
let handle: (event: unknown, context: object) => unknown;

// However the main process ended, kill -9 included: nothing of it stays behind.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL')); // with all that the function has started
process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) =>
  die('Unhandled Promise Rejection', new UnhandledPromiseRejection(reason), 128),
);
process.on(
  'message',
  (message: ToRuntime) => void (message.kind === 'load' ? load(message) : invoke(message)),
);
resolveSyncHost();

async function load(message: Load): Promise<void> {
  ({ endOfLog } = message);
  enableCompileCache(message.compileCache);
  try {
    handle = await loadHandler(message.file);
  } catch (error) {
    const failure = failureOf(error);
    logFailure('Init Error', failure);
    return tell({ kind: 'unusable', failure, peakBytes: peakBytes() });
  }
  tell({ kind: 'ready', peakBytes: peakBytes() });
  flushCompileCache(); // at its end the environment is killed, which writes nothing
}

async function invoke(message: Invoke): Promise<void> {
  const { ailment } = message;
  if (ailment !== undefined) write.err(`This was asked for: ${ailment}.\n`);
  if (ailment === 'crash') process.exit(1);
  if (ailment === 'hang') return;
  if (ailment === 'out-of-memory') return useAllMemory();
  let answer: FromRuntime;
  try {
    answer = answerOf(await handle(JSON.parse(message.event), contextOf(message)));
  } catch (error) {
    const failure = failureOf(error);
    logFailure('Invoke Error', failure);
    answer = { kind: 'error', failure, peakBytes: peakBytes(), fatal: false };
  }
  if (ailment === 'crash-after') process.exit(1);
  if (ailment === 'hang-after') return;
  tell(answer);
}

/** A quarter more than it may have, and then waits for its end: it takes no more if nobody notices. */
function useAllMemory(): void {
  const stepBytes = 16 * 1024 * 1024;
  const mayHave = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) * 1024 * 1024;
  hoard.push(Buffer.alloc(stepBytes, 1));
  if (hoard.length * stepBytes < 1.25 * mayHave) setImmediate(useAllMemory);
}

function answerOf(value: unknown): FromRuntime {
  const result = textOf(value);
  const bytes = Buffer.byteLength(result);
  if (bytes <= maxResultBytes) return { kind: 'result', result, peakBytes: peakBytes() };
  const errorMessage = `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${maxResultBytes} bytes).`;
  const failure = { errorType: 'Function.ResponseSizeTooLarge', errorMessage };
  return { kind: 'error', failure, peakBytes: peakBytes(), fatal: false };
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (cause) {
    throw new Error('Unable to stringify response body', { cause });
  }
}

function contextOf({ requestId, functionArn, deadline }: Invoke): object {
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: functionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** What went wrong outside of the handler ends the environment, as it does on Lambda. */
function die(what: string, error: unknown, status: number): void {
  const failure: Failure = failureOf(error);
  logFailure(what, failure);
  tell({ kind: 'error', failure, peakBytes: peakBytes(), fatal: true }, () => process.exit(status));
}

function logFailure(what: string, { errorType, errorMessage, trace }: Failure): void {
  write.err(`${what}\t${JSON.stringify({ errorType, errorMessage, stack: trace })}\n`);
}

function tell(message: FromRuntime, then: () => void = () => {}): void {
  write.out(`${endOfLog}\n`);
  write.err(`${endOfLog}\n`);
  channel?.(message, undefined, undefined, then);
}
