import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ChosenPhoto } from '../../functions/choose-photos/answers.ts';
import { atOnce } from '../at-once.ts';
import type { Place } from '../place.ts';

/** How a photo's execution ended. */
export interface Ended {
  key: string;
  execution: string;
  /** Of the execution, in the words of Step Functions. */
  status: string;
}

interface Terms {
  concurrency: number;
  /** Percent. */
  tolerate: number;
  signal: AbortSignal;
  onEnded(ended: Ended): void;
}

const firstPauseMs = 100;
const longestPauseMs = 1_000;
/** Milliseconds: longer than an Express execution may take. */
const patience = 300_000;

/** What Step Functions' Distributed Map does on AWS: runs each photo through the photo machine, so many at a time. */
export async function backfillHere(
  place: Place,
  photos: readonly ChosenPhoto[],
  { concurrency, tolerate, signal, onEnded }: Terms,
): Promise<{ ended: number; failed: number; stopped: boolean }> {
  const { config } = place;
  const sfn = new SFNClient({
    ...config,
    maxAttempts: 1, // a second one is a second execution
    disableHostPrefix: true, // this machine has one host
    requestHandler: { ...config.requestHandler, requestTimeout: patience },
  });
  const stateMachineArn = place.output('StateMachineArn');
  const { type } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }), {
    abortSignal: signal,
  });
  const run = type === 'EXPRESS' ? runExpress : runStandard;
  const working = atOnce(concurrency);
  const mayFail = Math.floor((photos.length * tolerate) / 100);
  let ended = 0;
  let failed = 0;
  let stopped = false;
  await Promise.all(
    photos.map((photo) =>
      working(async () => {
        signal.throwIfAborted();
        stopped ||= failed > mayFail;
        if (stopped) return;
        const end = await run(sfn, stateMachineArn, photo, signal);
        ended += 1;
        if (end.status !== 'SUCCEEDED') failed += 1;
        onEnded(end);
      }),
    ),
  );
  return { ended, failed, stopped };
}

type Run = (sfn: SFNClient, machine: string, photo: ChosenPhoto, signal: AbortSignal) => Promise<Ended>;

const runStandard: Run = async (sfn, stateMachineArn, { key, name, event }, abortSignal) => {
  const start = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(event) });
  const executionArn = await sfn.send(start, { abortSignal }).then(
    (answer) => answer.executionArn ?? '',
    (error) => {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    },
  );
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
    const { status = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }), { abortSignal });
    if (status !== 'RUNNING') return { key, execution: executionArn, status };
    await sleep(pause, undefined, { signal: abortSignal });
  }
};

const runExpress: Run = async (sfn, stateMachineArn, { key, name, event }, abortSignal) => {
  const start = new StartSyncExecutionCommand({ stateMachineArn, name, input: JSON.stringify(event) });
  const { executionArn = '', status = '' } = await sfn.send(start, { abortSignal });
  return { key, execution: executionArn, status };
};
