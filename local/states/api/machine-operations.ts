import type { Deployed } from '../machines.ts';
import { tokenFor } from './fields.ts';
import { executionNamed, machineNamed } from './finding.ts';
import type { Operation, Rooms } from './operation.ts';
import { Problem } from './problem.ts';

export function machineOperations(rooms: Rooms) {
  const { machines, now } = rooms;
  const creationDate = now() / 1000;
  const typeOf = ({ express }: Deployed) => (express ? 'EXPRESS' : 'STANDARD');

  return {
    DescribeStateMachine(fields) {
      const machine = machineNamed(rooms, fields);
      const { arn, name, text, roleArn } = machine;
      return {
        ...{ stateMachineArn: arn, name, status: 'ACTIVE', definition: text, roleArn },
        ...{ type: typeOf(machine), creationDate },
      };
    },

    DescribeStateMachineForExecution(fields) {
      const { machineArn, definition } = executionNamed(rooms, fields);
      const machine = machines.startedWith(machineArn, definition);
      if (machine === undefined) {
        throw new Problem('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
      }
      const { arn, name, text, roleArn } = machine;
      return { stateMachineArn: arn, name, definition: text, roleArn, updateDate: creationDate };
    },

    ListStateMachines(fields) {
      const limit = fields.pageSize();
      const from = fields.token() ?? 0;
      const all = machines.all();
      const page = all.slice(from, from + limit);
      return {
        stateMachines: page.map((machine) => ({
          ...{ stateMachineArn: machine.arn, name: machine.name, type: typeOf(machine), creationDate },
        })),
        ...(from + limit < all.length && { nextToken: tokenFor(from + limit) }),
      };
    },
  } satisfies Record<string, Operation>;
}
