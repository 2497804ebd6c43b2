import type { Entering, States } from '../states/index.ts';
import type { Faults } from './faults.ts';
import { answering } from './manners.ts';
import { killed } from './perform.ts';
import { statesRefusals } from './services.ts';

/** The end of the process where an execution enters a state. */
export function enteringFaults(faults: Faults): Entering {
  return (state, input, enter) => {
    const fault = faults.atValue(`state.${state}`, () => input);
    if (fault?.do === 'kill') killed();
    const event = enter();
    if (fault?.do === 'kill-after') killed();
    return event;
  };
}

/** Step Functions as they are, but for what goes wrong with their API. Executions that rules start pass elsewhere. */
export function faultyStates(states: States, faults: Faults): States {
  return {
    ...states,
    handle(exchange) {
      const [, action] = /^AWSStepFunctions\.(\w+)$/.exec(String(exchange.headers['x-amz-target'])) ?? [];
      const fault = faults.atValue(`states.${action}`, () => exchange.body.toString('utf8'));
      return answering(faults, fault, () => states.handle(exchange), statesRefusals);
    },
  };
}
