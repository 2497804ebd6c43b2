import { SQSClient } from '@aws-sdk/client-sqs';
import type { OutputName } from '../../infra/outputs.ts';
import type { Place } from '../place.ts';
import { countsOf } from '../queues.ts';

export interface BufferCounts {
  time: string;
  waiting: number;
  inHand: number;
  deadLetters: number;
  parked: number;
}

/** What can be seen of Express executions from outside: the queues before and behind them. */
export function bufferCounts({ config, output }: Place) {
  const sqs = new SQSClient(config);
  const of = (name: OutputName, signal: AbortSignal) => countsOf(sqs, output(name), signal);
  const all = ({ waiting, inHand }: { waiting: number; inHand: number }) => waiting + inHand;
  return async (signal: AbortSignal): Promise<BufferCounts> => {
    const [buffer, deadLetters, parked] = await Promise.all([
      of('BufferQueueUrl', signal),
      of('DeadLettersQueueUrl', signal),
      of('ParkedQueueUrl', signal),
    ]);
    const time = new Date().toISOString();
    return { time, ...buffer, deadLetters: all(deadLetters), parked: all(parked) };
  };
}
