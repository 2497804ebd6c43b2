import type { Deployed } from '../machines.ts';
import type { Execution } from '../store.ts';
import type { Fields } from './fields.ts';
import type { Rooms } from './operation.ts';
import { Problem } from './problem.ts';

const machineArn = /^arn:aws:states:[^:]+:\d{12}:stateMachine:[^:]+$/;
const executionArn = /^arn:aws:states:[^:]+:\d{12}:(execution:[^:]+|express:[^:]+:[^:]+):[^:]+$/;

export function machineNamed({ machines, distributed }: Rooms, fields: Fields): Deployed {
  const arn = fields.required('stateMachineArn');
  if (!machineArn.test(arn)) throw new Problem('InvalidArn', `Invalid Arn: '${arn}'`);
  const machine = machines.deployed(arn);
  if (distributed.some((each) => each.arn === arn)) {
    throw new Problem(
      'StateMachineTypeNotSupported',
      `A Distributed Map is AWS's own, and ${arn} is not run here. npx darkroom backfill does its work over the bucket of this machine.`,
    );
  }
  if (machine === undefined) {
    throw new Problem('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }
  return machine;
}

/** A standard one: AWS has no such calls for express executions. */
export function executionNamed({ store }: Rooms, fields: Fields): Execution {
  const arn = fields.required('executionArn');
  if (!executionArn.test(arn)) throw new Problem('InvalidArn', `Invalid Arn: '${arn}'`);
  if (arn.includes(':express:')) {
    throw new Problem('InvalidArn', "Invalid Arn: 'Resource type not valid in this context: express'");
  }
  const execution = store.byArn(arn);
  if (execution === undefined) {
    throw new Problem('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }
  return execution;
}
