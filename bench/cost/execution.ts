import type { HistoryEvent } from '../../local/states/history.ts';
import type { openStates } from '../../local/states/index.ts';
import { openStore } from '../../local/states/store.ts';

export interface TriedExecution {
  arn: string;
  input: string;
  ms: number;
  history: readonly HistoryEvent[];
}

/** Resolves to its ARN when it has succeeded. */
export function executionEnds(states: ReturnType<typeof openStates>): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (arn: string) => {
      const { status } = states.summary(arn) ?? {};
      if (status === 'SUCCEEDED') resolve(arn);
      else if (status !== 'RUNNING')
        reject(new Error(`The execution ended ${status}: ${whyOf(states.detail(arn))}`));
    };
    states.onChange(look);
  });
}

function whyOf(detail: ReturnType<ReturnType<typeof openStates>['detail']>): string {
  const failures = detail?.visits.flatMap(({ state, failures: all }) =>
    all.map(({ cause }) => `${state}: ${cause}`),
  );
  return failures?.join('; ') ?? 'it is not there';
}

/** As it stands in the store of that folder. */
export function executionIn(folder: string, arn: string): TriedExecution {
  const store = openStore(folder);
  try {
    const execution = store.byArn(arn);
    if (execution === undefined) throw new Error(`There is no execution ${arn}.`);
    const history = store.history(execution.seq, { after: 0, limit: 1000, reverse: false });
    const ms = (history.at(-1)?.at ?? 0) - (history[0]?.at ?? 0);
    return { arn, input: execution.input, ms, history };
  } finally {
    store.close();
  }
}
