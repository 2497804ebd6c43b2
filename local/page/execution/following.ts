import type { ExecutionDetail } from '../../console/api.ts';
import { ask } from '../ask.ts';

interface Hearing {
  onDetail(detail: ExecutionDetail): void;
  onProblem(problem: unknown): void;
}

/** Keeps up with one execution at a time, and asks once where many changes come together. */
export function following({ onDetail, onProblem }: Hearing) {
  let followed: string | undefined;
  let asking: string | undefined;
  let again = false;

  async function refresh(): Promise<void> {
    const arn = followed;
    if (arn === undefined) return;
    if (asking === arn) {
      again = true;
      return;
    }
    asking = arn;
    try {
      do {
        again = false;
        const detail = await ask<ExecutionDetail>(`/api/executions/${encodeURIComponent(arn)}`);
        if (followed !== arn) return;
        onDetail(detail);
      } while (again);
    } catch (problem) {
      if (followed === arn) onProblem(problem);
    } finally {
      if (asking === arn) asking = undefined;
    }
  }

  return {
    refresh,
    /** Begins with another execution, or with none. */
    follow(arn: string | undefined) {
      if (arn === followed) return;
      followed = arn;
      void refresh();
    },
  };
}
