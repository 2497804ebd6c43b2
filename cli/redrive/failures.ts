import { createHash } from 'node:crypto';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { atOnce } from '../at-once.ts';
import { keyIn } from '../key-in.ts';

/** An execution that ended red, and what can be done about it. */
export interface Failure {
  execution: string;
  key?: string;
  status: ExecutionStatus;
  error?: string;
  endedAt: string;
  /** redrive: it goes on at the state that failed. fresh: another execution begins with its input. */
  how: 'redrive' | 'fresh' | 'later' | 'nothing';
  /** Why not by a redrive. */
  why?: string;
}

/** With what a fresh execution begins. */
interface FreshStart {
  name: string;
  input: string;
}

export interface Found {
  /** Its machine: that of photos, or that of deletions. */
  stateMachineArn: string;
  failure: Failure;
  fresh: FreshStart;
}

interface Wanted {
  since?: Date | undefined;
  /** Names of errors; any unless given. */
  errors?: readonly string[] | undefined;
  /** Fresh executions where a redrive could do, too. */
  fresh?: boolean | undefined;
}

/** Requests at the same time: AWS lets 15 descriptions a second through, for all who ask in an account. */
const requests = 5;
const red = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/** Whether it stands still, and will unless somebody does something. */
export const isRed = (status: string | undefined) => red.some((each) => each === status);

/** Every execution of a Standard machine that is red, the oldest first. */
export async function findFailures(
  sfn: SFNClient,
  stateMachineArn: string,
  wanted: Wanted,
  abortSignal: AbortSignal,
): Promise<Found[]> {
  const { definition = '{}' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }), {
    abortSignal,
  });
  const looking = atOnce(requests);
  const arns: string[] = [];
  for (const statusFilter of red) {
    const pages = paginateListExecutions(
      { client: sfn, pageSize: 1000 },
      { stateMachineArn, statusFilter },
      { abortSignal },
    );
    for await (const { executions = [] } of pages) {
      for (const { executionArn = '', stopDate = new Date() } of executions) {
        if (wanted.since === undefined || stopDate >= wanted.since) arns.push(executionArn);
      }
    }
  }
  const judge = judgeOf(sfn, definition, wanted, abortSignal);
  const found = await Promise.all(arns.map((arn) => looking(() => judge(arn))));
  return found
    .flatMap((each) => (each === undefined ? [] : { ...each, stateMachineArn }))
    .toSorted((a, b) => (a.failure.endedAt < b.failure.endedAt ? -1 : 1));
}

function judgeOf(sfn: SFNClient, definition: string, { errors, fresh }: Wanted, abortSignal: AbortSignal) {
  const claimLifeMs = Number(JSON.parse(definition).TimeoutSeconds ?? 0) * 1000;

  return async (executionArn: string): Promise<Omit<Found, 'stateMachineArn'> | undefined> => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }), { abortSignal });
    const { error, status = 'FAILED', stopDate = new Date(), input = '' } = execution;
    if (!isRed(status)) return undefined; // somebody has redriven it since it was listed
    if (errors !== undefined && !errors.includes(error ?? '')) return undefined;
    const key = keyIn(input);
    const start = { name: freshName(executionArn), input };
    const failure = {
      ...{ execution: executionArn, status, endedAt: stopDate.toISOString() },
      ...(key !== undefined && { key }),
      ...(error !== undefined && { error }),
    };
    return { failure: { ...failure, ...(await remedyFor(execution, start, key)) }, fresh: start };
  };

  type Remedy = Pick<Failure, 'how' | 'why'>;

  async function remedyFor(
    execution: DescribeExecutionOutput,
    start: FreshStart,
    key: string | undefined,
  ): Promise<Remedy> {
    if (key === undefined)
      return { how: 'nothing', why: 'its input is no upload and no deletion: nothing can come of it' };
    const why = await whyNoRedrive(execution);
    if (why === undefined) return { how: 'redrive' };
    const again = await statusOfFresh(execution, start);
    if (again !== undefined) {
      return { how: 'nothing', why: `it was begun afresh already, as ${start.name}, which is ${again}` };
    }
    // Whoever looks at younger traces takes them for somebody at work, and leaves: see DESIGN.md, the write protocol.
    const free = new Date((execution.stopDate?.getTime() ?? 0) + claimLifeMs);
    if (free > new Date()) {
      return {
        how: 'later',
        why: `${why}; a fresh execution might be taken for a duplicate of it until ${free.toISOString()}`,
      };
    }
    return { how: 'fresh', why };
  }

  async function whyNoRedrive(execution: DescribeExecutionOutput): Promise<string | undefined> {
    const { executionArn, redriveStatus, redriveStatusReason } = execution;
    if (fresh) return 'fresh executions are wanted';
    if (redriveStatus !== 'REDRIVABLE') return redriveStatusReason ?? `it is ${redriveStatus}`;
    const begunWith = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }), {
      abortSignal,
    });
    return begunWith.definition === definition
      ? undefined
      : 'the definition has been changed since, and a redrive keeps the old one';
  }

  async function statusOfFresh(
    { executionArn = '' }: DescribeExecutionOutput,
    { name }: FreshStart,
  ): Promise<string | undefined> {
    const executionOfThatName = executionArn.replace(/[^:]+$/, name);
    try {
      const again = await sfn.send(new DescribeExecutionCommand({ executionArn: executionOfThatName }), {
        abortSignal,
      });
      return again.status;
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }
}

/** The same each time: of one failed execution no second fresh one can begin. */
function freshName(executionArn: string): string {
  return `again-${createHash('sha256').update(executionArn).digest('hex').slice(0, 40)}`;
}
