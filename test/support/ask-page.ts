import type { ExecutionDetail } from '../../local/console/api.ts';
import type { OneMachine } from './one-machine.ts';
import { photoAt } from './upload.ts';

/** An execution with its states, as the page shows it. */
export async function executionAt(machine: OneMachine, arn: string): Promise<ExecutionDetail> {
  const answer = await fetch(`${machine.page}/api/executions/${encodeURIComponent(arn)}`);
  return (await answer.json()) as ExecutionDetail;
}

/** That of the newest upload at this key. */
export function executionOf(machine: OneMachine, key: string): Promise<ExecutionDetail> {
  return executionAt(machine, photoAt(machine, key)?.execution ?? '');
}

/** What a button of the page sends. */
export function postToPage(machine: OneMachine, path: string, body: object): Promise<Response> {
  return fetch(`${machine.page}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
