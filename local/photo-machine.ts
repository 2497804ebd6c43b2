import type { Deployment, StateMachineSpec } from './deployment.ts';

/** Of the machines in the template the one that photos go through. */
export function photoMachineOf({
  stateMachines,
  outputs,
}: Pick<Deployment, 'stateMachines' | 'outputs'>): StateMachineSpec {
  const found = stateMachines.find(({ arn }) => arn === outputs.StateMachineArn);
  if (found === undefined)
    throw new Error('The template does not say which state machine photos go through.');
  return found;
}
