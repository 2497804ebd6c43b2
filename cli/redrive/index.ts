import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  ExecutionNotRedrivable,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { atOnce } from '../at-once.ts';
import type { Place } from '../place.ts';
import { countsOf } from '../queues.ts';
import { bad, legible, note, plural, say, sayJson, tinted, well } from '../terminal.ts';
import { exitCodes } from '../trouble.ts';
import { type Failure, type Found, findFailures, isRed } from './failures.ts';
import { type Ending, endingsOf, sendBack } from './messages.ts';

export interface RedriveOptions {
  since?: Date;
  error?: string[];
  fresh?: boolean;
  yes?: boolean;
  json?: boolean;
}

interface Summary {
  redriven: number;
  fresh: number;
  /** Later, or never: each says why. */
  left: number;
  /** Of messages. */
  sentBack: number;
  /** What was tried and refused. */
  refused: number;
  dryRun: boolean;
}

/** Requests at the same time: AWS lets no more than a few redrives a second through. */
const requests = 3;

/** Runs again what failed for good. Without `--yes` it says what it would do. */
export async function redrive(place: Place, options: RedriveOptions, signal: AbortSignal): Promise<number> {
  const { json = false, yes = false } = options;
  const sfn = new SFNClient(place.config);
  const sqs = new SQSClient(place.config);
  const summary: Summary = { redriven: 0, fresh: 0, left: 0, sentBack: 0, refused: 0, dryRun: !yes };

  const found = await failuresAt(place, sfn, options, signal);
  const doing = atOnce(requests);
  await Promise.all(
    found.map((each) =>
      doing(async () => {
        const problem = yes ? await runAgain(sfn, each, signal) : undefined;
        count(each.failure, problem, summary);
        if (json)
          sayJson({
            ...each.failure,
            done: yes && problem === undefined && willRun(each.failure),
            ...(problem && { problem }),
          });
        else say(linesOf(each.failure, problem, yes));
      }),
    ),
  );
  if (options.error === undefined) {
    for (const ending of endingsOf(place, { sqs, sfn })) {
      const { moved: messages, refused } = await messagesOf(sqs, ending, options, signal);
      const { inHand } = await countsOf(sqs, ending.url, signal);
      summary.sentBack += messages;
      summary.refused += refused.size;
      if (json) {
        const hidden = inHand > 0 && { inHand };
        const problems = refused.size > 0 && { refused: Object.fromEntries(refused) };
        sayJson({ queue: ending.queue, to: ending.to, messages, ...hidden, ...problems, done: yes });
        continue;
      }
      for (const [id, problem] of refused) {
        say(`${bad()} message ${id} of ${nameOf(ending)} stays there\n  ${tinted('red', legible(problem))}`);
      }
      if (inHand > 0) note(handsOn(inHand, ending));
      if (messages > 0)
        say(`${yes ? well() : '–'} ${plural(messages, 'message')} of ${nameOf(ending)} to ${ending.to}`);
    }
  } else if (!json) note('Queues are left alone: their messages do not say by which error they came there.');
  if (json) sayJson({ summary });
  else note(wordsOf(summary));
  return summary.refused > 0 ? exitCodes.failed : exitCodes.well;
}

async function failuresAt(
  place: Place,
  sfn: SFNClient,
  { since, error, fresh }: RedriveOptions,
  signal: AbortSignal,
): Promise<Found[]> {
  const wanted = { since, errors: error, fresh };
  const photos = await failuresOfPhotos(place, sfn, wanted, signal);
  const { DeletionStateMachineArn: deletions } = place.outputs;
  if (deletions === undefined) return photos;
  return [...photos, ...(await findFailures(sfn, deletions, wanted, signal))];
}

async function failuresOfPhotos(
  place: Place,
  sfn: SFNClient,
  wanted: Parameters<typeof findFailures>[2],
  signal: AbortSignal,
): Promise<Found[]> {
  const stateMachineArn = place.output('StateMachineArn');
  const { type } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }), {
    abortSignal: signal,
  });
  if (type !== 'EXPRESS') return findFailures(sfn, stateMachineArn, wanted, signal);
  note(
    place.outputs.ParkedQueueUrl === undefined
      ? 'The executions are Express, which Step Functions does not list: photos that failed are not found by this. Send them again, or deploy with delivery.mode=direct or buffered.'
      : 'The executions are Express: what failed for good lies in the parked queue.',
  );
  return [];
}

/** Undefined when it runs again, or nothing was to be done. */
async function runAgain(
  sfn: SFNClient,
  { stateMachineArn, failure, fresh }: Found,
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  const { how, execution: executionArn } = failure;
  try {
    if (how === 'redrive') {
      // The same token for the same end: a repeated request is no second redrive.
      const clientToken = `${Date.parse(failure.endedAt)}`;
      await sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }), { abortSignal });
    }
    if (how === 'fresh') {
      await sfn.send(new StartExecutionCommand({ stateMachineArn, ...fresh }), { abortSignal });
    }
    return undefined;
  } catch (error) {
    const { name, message } = error as Error;
    if (error instanceof ExecutionAlreadyExists) return undefined; // somebody was faster
    if (error instanceof ExecutionNotRedrivable && (await goesOn(sfn, executionArn, abortSignal)))
      return undefined;
    if (/^Execution(?:NotRedrivable|LimitExceeded|DoesNotExist)$|^InvalidExecutionInput$/.test(name))
      return message;
    throw error;
  }
}

/** Somebody was faster: as AWS itself takes a second redrive by the same token, for fifteen minutes. */
async function goesOn(sfn: SFNClient, executionArn: string, abortSignal: AbortSignal): Promise<boolean> {
  const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }), { abortSignal });
  return !isRed(status);
}

async function messagesOf(
  sqs: SQSClient,
  ending: Ending,
  { yes = false, since }: RedriveOptions,
  signal: AbortSignal,
): ReturnType<typeof sendBack> {
  const { waiting } = await countsOf(sqs, ending.url, signal);
  if (!yes || waiting === 0) return { moved: waiting, refused: new Map() };
  return sendBack(sqs, ending, since, signal);
}

const willRun = ({ how }: Failure) => how === 'redrive' || how === 'fresh';

function count({ how }: Failure, problem: string | undefined, summary: Summary): void {
  if (problem !== undefined) summary.refused += 1;
  else if (how === 'redrive') summary.redriven += 1;
  else if (how === 'fresh') summary.fresh += 1;
  else summary.left += 1;
}

/** A redrive that was killed leaves up to ten of them so. */
const handsOn = (inHand: number, ending: Ending) =>
  `${plural(inHand, 'message')} of ${nameOf(ending)} in somebody's hands: if that was a redrive which was killed, run it again in two minutes.`;

const nameOf = ({ queue }: Ending) =>
  ({
    ParkedQueueUrl: 'the parked queue',
    UndeliveredQueueUrl: 'the queue of undelivered uploads',
    UndeliveredDeletionsQueueUrl: 'the queue of undelivered deletions',
    UntoldQueueUrl: 'the queue of untold ends',
  })[queue];

const remedies: Readonly<Record<Failure['how'], string>> = {
  redrive: 'redrive',
  fresh: 'fresh execution',
  later: 'not yet',
  nothing: 'left',
};

function linesOf(failure: Failure, problem: string | undefined, yes: boolean): string {
  const { key, execution, status, error, endedAt, how, why } = failure;
  const mark = problem !== undefined ? bad() : yes && willRun(failure) ? well() : '–';
  const because = error === undefined ? '' : ` (${legible(error)})`;
  return [
    `${mark} ${tinted('bold', remedies[how])}  ${legible(key ?? execution)}`,
    `  ${status}${because} at ${endedAt}`,
    ...(why === undefined ? [] : [`  ${legible(why)}`]),
    ...(problem === undefined ? [] : [`  ${tinted('red', legible(problem))}`]),
  ].join('\n');
}

function wordsOf({ redriven, fresh, left, sentBack, refused, dryRun }: Summary): string {
  if (redriven + fresh + left + sentBack + refused === 0)
    return 'Nothing has failed that could be run again.';
  const parts = [
    plural(redriven, 'redrive'),
    plural(fresh, 'fresh execution'),
    `${plural(sentBack, 'message')} sent back`,
    ...(left > 0 ? [`${left} left`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ];
  return `${parts.join(', ')}${dryRun ? ': nothing was done yet. To do it, add --yes.' : '. npx darkroom watch shows how they go.'}`;
}
