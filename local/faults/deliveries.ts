import type { Deliver } from '../events/index.ts';
import type { Faults } from './faults.ts';
import { calling } from './manners.ts';
import { killed } from './perform.ts';
import { statesRefusals } from './services.ts';

/** Puts itself around what hands events to a target, and around the start of an execution where that is one. */
export function deliveryFaults(faults: Faults): (targetArn: string, deliver: Deliver) => Deliver {
  return (targetArn, deliver) =>
    handingOver(faults, /:stateMachine:/.test(targetArn) ? starting(faults, deliver) : deliver);
}

function starting(faults: Faults, deliver: Deliver): Deliver {
  return (event, options) => {
    const fault = faults.atValue('states.StartExecution', () => event);
    return calling(faults, fault, () => deliver(event, options), statesRefusals);
  };
}

function handingOver(faults: Faults, deliver: Deliver): Deliver {
  return async (event, options) => {
    const fault = faults.atValue('events.Deliver', () => event);
    if (fault?.do === 'kill') killed();
    if (fault?.do === 'late') {
      options?.onRetry?.(); // others go first
      await faults.sleep(fault.ms, options?.signal);
    }
    await deliver(event, options);
    if (fault?.do === 'kill-after') killed();
    if (fault?.do === 'twice') await deliver(event, options);
  };
}
