import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Place } from '../place.ts';
import { legible, note, plural, say, sayJson, tinted } from '../terminal.ts';
import { exitCodes, Trouble } from '../trouble.ts';
import { follow } from './executions.ts';
import type { Happening } from './happening.ts';
import { type BufferCounts, bufferCounts } from './queues.ts';

export interface WatchOptions {
  json?: boolean;
  /** Seconds. */
  interval: number;
}

/** Until it is interrupted, which is how it is meant to end. */
export async function watch(place: Place, options: WatchOptions, signal: AbortSignal): Promise<number> {
  const sfn = new SFNClient(place.config);
  try {
    await keepLooking(await sightsOf(place, sfn, signal), options, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return exitCodes.well;
}

/** What there is to see of this darkroom: executions, and queues where those of photos are not listed. */
interface Sights {
  machines: ReturnType<typeof follow>[];
  /** A word for what they run. */
  of: 'execution' | 'deletion';
  queues?: ReturnType<typeof bufferCounts>;
}

async function sightsOf(place: Place, sfn: SFNClient, abortSignal: AbortSignal): Promise<Sights> {
  const { BufferQueueUrl, DeletionStateMachineArn, ExecutionsConsoleUrl } = place.outputs;
  const since = new Date();
  const stateMachineArn = place.output('StateMachineArn');
  const { type } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }), { abortSignal });
  const deletions =
    DeletionStateMachineArn === undefined
      ? []
      : [follow(sfn, { of: 'deletion', stateMachineArn: DeletionStateMachineArn }, since)];
  if (type !== 'EXPRESS') {
    const photos = follow(sfn, { of: 'photo', stateMachineArn }, since);
    return { machines: [photos, ...deletions], of: 'execution' };
  }
  if (BufferQueueUrl !== undefined) {
    note('The executions of photos are Express, which Step Functions does not list: these are the queues.');
    return { machines: deletions, of: 'deletion', queues: bufferCounts(place) };
  }
  const log = `Their log has each: ${ExecutionsConsoleUrl ?? 'see the state machine in the console'}. npx darkroom status tells of a photo.`;
  const unlisted = 'The executions of photos are Express: Step Functions lists none of them.';
  if (deletions.length === 0) throw new Trouble(unlisted, log, exitCodes.failed);
  note(`${unlisted} ${log}`);
  return { machines: deletions, of: 'deletion' };
}

async function keepLooking(
  { machines, of, queues }: Sights,
  { json = false, interval }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const print = <Said extends object>(said: Said, words: (said: Said) => string) =>
    json ? sayJson(said) : say(words(said));
  for (let before: string | undefined; ; ) {
    const [looks, counts] = await Promise.all([
      Promise.all(machines.map((look) => look(signal))),
      queues?.(signal),
    ]);
    if (before === undefined) {
      const running = looks.reduce((sum, look) => sum + look.running, 0);
      note(`${machines.length === 0 ? '' : `${plural(running, of)} running. `}Ctrl-C ends this.`);
    }
    const happened = looks.flatMap((look) => look.happened);
    for (const each of happened.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))) {
      print(each, lineOf);
    }
    const line = counts === undefined ? '' : countsLine(counts);
    if (counts !== undefined && line !== before) print(counts, ({ time }) => `${timeOf(time)} ${line}`);
    before = line;
    await sleep(interval * 1000, undefined, { signal });
  }
}

function countsLine({ waiting, inHand, deadLetters, parked }: BufferCounts): string {
  return `${waiting} waiting, ${inHand} being worked on, ${deadLetters} dead letters, ${parked} parked`;
}

function lineOf(happening: Happening): string {
  const name = happening.key ?? happening.execution.slice(happening.execution.lastIndexOf(':') + 1);
  return `${tinted('dim', timeOf(happening.time))} ${wordsOf(happening)}  ${tinted('dim', legible(name))}`;
}

function wordsOf(happening: Happening): string {
  const words = wordsOfAny(happening);
  return happening.of === 'deletion' ? `deletion: ${words}` : words;
}

function wordsOfAny({ what, state = '', error, status, seconds }: Happening): string {
  const because = error === undefined ? '' : ` (${legible(error)})`;
  if (what === 'entered') return state;
  if (what === 'attempt failed') return tinted('yellow', `an attempt failed${because}`);
  if (what !== 'ended') return tinted('bold', what);
  const after = seconds === undefined ? '' : ` after ${seconds.toFixed(1)} s`;
  return tinted(status === 'SUCCEEDED' ? 'green' : 'red', `${status}${because}${after}`);
}

/** Of the day, here. */
function timeOf(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8);
}
