import { randomUUID } from 'node:crypto';
import { redrivability } from '../redrivable.ts';
import type { Execution } from '../store.ts';
import { tokenFor } from './fields.ts';
import { executionNamed, machineNamed } from './finding.ts';
import type { Operation, Rooms } from './operation.ts';
import { Problem } from './problem.ts';

const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

export function executionOperations(rooms: Rooms) {
  const { store, executions, now } = rooms;
  return {
    StartExecution(fields) {
      const machine = machineNamed(rooms, fields);
      const execution = executions.start(
        machine,
        fields.executionName() ?? randomUUID(),
        fields.executionInput(),
      );
      // AWS takes a second start for the first one only while that is running.
      if (execution.status !== 'RUNNING') {
        throw new Problem('ExecutionAlreadyExists', `Execution Already Exists: '${execution.arn}'`);
      }
      return { executionArn: execution.arn, startDate: seconds(execution.startedAt) };
    },

    async StartSyncExecution(fields) {
      const machine = machineNamed(rooms, fields);
      if (!machine.express) throw notSupported('StartSyncExecution', 'STANDARD');
      const name = fields.executionName() ?? randomUUID();
      return synchronous(await executions.startAndWait(machine, name, fields.executionInput()));
    },

    DescribeExecution(fields) {
      const execution = executionNamed(rooms, fields);
      const { input, output } = execution;
      const { redrivable, reason } = redrivability(execution, now());
      return {
        ...listed(execution),
        input,
        inputDetails: { included: true },
        ...(output !== null && { output, outputDetails: { included: true } }),
        ...reasons(execution),
        redriveStatus: redrivable ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
        ...(reason !== undefined && { redriveStatusReason: reason }),
      };
    },

    ListExecutions(fields) {
      if (fields.text('mapRunArn') !== undefined) {
        throw new Problem('ValidationException', 'mapRunArn: no Map state is run here.');
      }
      const machine = machineNamed(rooms, fields);
      if (machine.express) throw notSupported('ListExecutions', 'EXPRESS');
      const limit = fields.pageSize();
      const redriveFilter = fields.oneOf('redriveFilter', ['REDRIVEN', 'NOT_REDRIVEN']);
      const found = store.ofMachine(machine.arn, {
        status: fields.oneOf('statusFilter', statuses),
        redriven: redriveFilter === undefined ? undefined : redriveFilter === 'REDRIVEN',
        before: fields.token() ?? Number.MAX_SAFE_INTEGER,
        limit: limit + 1,
      });
      const page = found.slice(0, limit);
      const more = found.length > limit && { nextToken: tokenFor(page.at(-1)?.seq ?? 0) };
      return { executions: page.map(listed), ...more };
    },

    StopExecution(fields) {
      const execution = executionNamed(rooms, fields);
      const why = { error: fields.text('error'), cause: fields.text('cause') };
      if (execution.status === 'RUNNING') executions.stop(execution, why);
      return { stopDate: seconds(store.bySeq(execution.seq).endedAt ?? now()) };
    },

    RedriveExecution(fields) {
      const { redrivenAt } = executions.redrive(executionNamed(rooms, fields));
      return { redriveDate: seconds(redrivenAt ?? now()) };
    },
  } satisfies Record<string, Operation>;
}

function listed(execution: Execution) {
  const { arn, machineArn, name, status, startedAt, endedAt, redrives, redrivenAt } = execution;
  return {
    ...{ executionArn: arn, stateMachineArn: machineArn, name, status, startDate: seconds(startedAt) },
    ...(endedAt !== null && { stopDate: seconds(endedAt) }),
    redriveCount: redrives,
    ...(redrivenAt !== null && { redriveDate: seconds(redrivenAt) }),
  };
}

function synchronous(execution: Execution) {
  const { arn, machineArn, name, status, input, output, startedAt, begunAt, endedAt } = execution;
  const stopped = endedAt ?? startedAt;
  return {
    ...{ executionArn: arn, stateMachineArn: machineArn, name, status, input },
    ...{ startDate: seconds(startedAt), stopDate: seconds(stopped), inputDetails: { included: true } },
    ...(output !== null && { output, outputDetails: { included: true } }),
    ...reasons(execution),
    // AWS bills by 100 ms and 64 MB.
    billingDetails: {
      billedDurationInMilliseconds: Math.max(1, Math.ceil((stopped - (begunAt ?? stopped)) / 100)) * 100,
      billedMemoryUsedInMB: 64,
    },
  };
}

function reasons({ error, cause }: Execution) {
  return { ...(error !== null && { error }), ...(cause !== null && { cause }) };
}

function notSupported(operation: string, type: string): Problem {
  return new Problem(
    'StateMachineTypeNotSupported',
    `${operation} does not work with ${type} state machines.`,
  );
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
