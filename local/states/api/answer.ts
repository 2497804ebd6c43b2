import { randomUUID } from 'node:crypto';
import type { HttpAnswer, Service } from '../../http/exchange.ts';
import { NameTakenError, NotRedrivableError } from '../executions.ts';
import { executionOperations } from './execution-operations.ts';
import { Fields } from './fields.ts';
import { getExecutionHistory } from './history-page.ts';
import { machineOperations } from './machine-operations.ts';
import type { Operation, Rooms } from './operation.ts';
import { Problem } from './problem.ts';

const target = /^AWSStepFunctions\.(\w+)$/;

/** Step Functions' API: AWS JSON 1.0. */
export function answerer(rooms: Rooms): Service {
  const operations: Readonly<Record<string, Operation>> = {
    ...executionOperations(rooms),
    ...machineOperations(rooms),
    GetExecutionHistory: getExecutionHistory(rooms),
  };
  return async ({ method, headers, body }) => {
    try {
      const [, name = ''] = target.exec(String(headers['x-amz-target'])) ?? [];
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation === undefined || method !== 'POST') {
        const known = Object.keys(operations).join(', ');
        throw new Problem('UnknownOperationException', `${name || 'This'} is not run here, only ${known}.`);
      }
      return json(200, await operation(new Fields(body)));
    } catch (error) {
      const { type, message } = problemOf(error);
      return json(400, { __type: type, message });
    }
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof NameTakenError || error instanceof NotRedrivableError) {
    return new Problem(error.name, error.message);
  }
  throw error;
}

function json(status: number, value: object): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(value),
  };
}
