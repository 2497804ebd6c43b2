import {
  type ExecutionListItem,
  paginateGetExecutionHistory,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { atOnce } from '../at-once.ts';
import { type Followed, type Happening, happenings } from './happening.ts';

/** Requests at the same time: AWS lets 20 histories a second through, for all who ask in an account. */
const requests = 5;
/** More than this are not followed at the same time: they are told of when there is room, or when they have ended. */
const mostFollowed = 40;
const newest = 100;

/** A Standard one: Step Functions lists no others. */
export interface Machine {
  of: Happening['of'];
  stateMachineArn: string;
}

/** Looks at a machine again and again: each look gives what has happened since the one before. */
export function follow(sfn: SFNClient, { of, stateMachineArn }: Machine, since: Date) {
  const all = new Map<string, Followed>();
  const reading = atOnce(requests);

  async function look(abortSignal: AbortSignal): Promise<{ happened: Happening[]; running: number }> {
    const [running, recent] = await Promise.all([
      executions({ statusFilter: 'RUNNING' }, abortSignal),
      executions({}, abortSignal, newest),
    ]);
    const begun = recent.filter(({ startDate, redriveDate }) => (redriveDate ?? startDate ?? since) >= since);
    for (const { executionArn = '' } of [...running, ...begun]) {
      const known = all.get(executionArn);
      if (known === undefined && open().length < mostFollowed) {
        all.set(executionArn, { execution: executionArn, of, upTo: 0, ended: false });
      }
    }
    for (const { executionArn = '' } of running) {
      const known = all.get(executionArn);
      if (known?.ended) known.ended = false; // redriven
    }
    const told = await Promise.all(open().map((each) => reading(() => tell(each, abortSignal))));
    return { happened: told.flat(), running: running.length };
  }

  const open = () => [...all.values()].filter(({ ended }) => !ended);

  async function executions(
    filter: { statusFilter?: 'RUNNING' },
    abortSignal: AbortSignal,
    most = Number.MAX_SAFE_INTEGER,
  ): Promise<ExecutionListItem[]> {
    const found: ExecutionListItem[] = [];
    const pages = paginateListExecutions(
      { client: sfn, pageSize: Math.min(most, 1000) },
      { stateMachineArn, ...filter },
      { abortSignal },
    );
    for await (const page of pages) {
      found.push(...(page.executions ?? []));
      if (found.length >= most) break;
    }
    return found;
  }

  async function tell(followed: Followed, abortSignal: AbortSignal): Promise<Happening[]> {
    const told: Happening[] = [];
    const pages = paginateGetExecutionHistory(
      { client: sfn, pageSize: 1000 },
      { executionArn: followed.execution },
      { abortSignal },
    );
    for await (const { events = [] } of pages) told.push(...happenings(followed, events));
    return told;
  }

  return look;
}
