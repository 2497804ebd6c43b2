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
  const stateMachineArn = place.output('StateMachineArn');
  try {
    const { type } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }), {
      abortSignal: signal,
    });
    if (type === 'EXPRESS') await watchQueues(place, options, signal);
    else await watchExecutions(sfn, stateMachineArn, options, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return exitCodes.well;
}

async function watchExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  { json = false, interval }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const look = follow(sfn, stateMachineArn, new Date());
  for (let first = true; ; first = false) {
    const { happened, running } = await look(signal);
    if (first) note(`${plural(running, 'execution')} running. Ctrl-C ends this.`);
    for (const each of happened) {
      if (json) sayJson(each);
      else say(lineOf(each));
    }
    await sleep(interval * 1000, undefined, { signal });
  }
}

async function watchQueues(
  place: Place,
  { json = false, interval }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  if (place.outputs.BufferQueueUrl === undefined) {
    throw new Trouble(
      'The executions of this darkroom are Express: Step Functions lists none of them.',
      `Their log has each: ${place.outputs.ExecutionsConsoleUrl ?? 'see the state machine in the console'}. npx darkroom status tells of a photo.`,
      exitCodes.failed,
    );
  }
  note(
    'The executions are Express, which Step Functions does not list: these are the queues. Ctrl-C ends this.',
  );
  const look = bufferCounts(place);
  for (let before = ''; ; ) {
    const counts = await look(signal);
    const line = countsLine(counts);
    if (line !== before && json) sayJson(counts);
    else if (line !== before) say(`${timeOf(counts.time)} ${line}`);
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

function wordsOf({ what, state = '', error, status, seconds }: Happening): string {
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
