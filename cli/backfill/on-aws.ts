import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  type DescribeMapRunOutput,
  ListMapRunsCommand,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Place } from '../place.ts';

/** The input of statemachine/backfill.asl.json. */
export interface Request {
  prefix: string;
  concurrency: number;
  photosPerBatch: number;
  toleratedFailurePercentage: number;
  rejectedToo: boolean;
  inventory?: { key: string };
}

export interface Following {
  execution: string;
  status: string;
  error?: string;
  cause?: string;
  mapRun?: DescribeMapRunOutput;
}

/** Batches are executions of the same machine, and have other names. */
const named = 'backfill-';
const intervalMs = 3_000;

export function backfillMachine(place: Place) {
  const sfn = new SFNClient(place.config);
  const stateMachineArn = place.output('BackfillStateMachineArn');

  return {
    /** The backfill that runs now, if there is one. */
    async running(abortSignal: AbortSignal): Promise<string | undefined> {
      const pages = paginateListExecutions(
        { client: sfn, pageSize: 1000 },
        { stateMachineArn, statusFilter: 'RUNNING' },
        { abortSignal },
      );
      for await (const { executions = [] } of pages) {
        const found = executions.find(({ name }) => name?.startsWith(named));
        if (found !== undefined) return found.executionArn;
      }
      return undefined;
    },

    async start(request: Request, abortSignal: AbortSignal): Promise<string> {
      const name = `${named}${new Date().toISOString().replace(/[:.]/g, '-')}`;
      const start = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(request) });
      const { executionArn = '' } = await sfn.send(start, { abortSignal });
      return executionArn;
    },

    /** How far it is, again and again; the last says how it ended. */
    async *follow(executionArn: string, abortSignal: AbortSignal): AsyncGenerator<Following> {
      for (;;) {
        const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }), { abortSignal });
        const { status = '', error, cause } = execution;
        const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }), { abortSignal });
        const [{ mapRunArn } = {}] = mapRuns;
        const mapRun =
          mapRunArn === undefined
            ? undefined
            : await sfn.send(new DescribeMapRunCommand({ mapRunArn }), { abortSignal });
        yield {
          ...{ execution: executionArn, status },
          ...(error !== undefined && { error }),
          ...(cause !== undefined && { cause }),
          ...(mapRun !== undefined && { mapRun }),
        };
        if (status !== 'RUNNING' && status !== 'PENDING_REDRIVE') return;
        await sleep(intervalMs, undefined, { signal: abortSignal });
      }
    },
  };
}
