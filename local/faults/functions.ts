import type { InvocationAround } from '../lambda/index.ts';
import { throttledError } from '../lambda/index.ts';
import type { Faults } from './faults.ts';
import { killed } from './perform.ts';

/** Puts itself around each invocation. */
export function functionFaults(faults: Faults): InvocationAround {
  return async (folder, payload, work) => {
    const fault = faults.atValue(`function.${folder}`, () => payload);
    switch (fault?.do) {
      case undefined:
        return work();
      case 'crash':
      case 'crash-after':
      case 'hang':
      case 'hang-after':
      case 'out-of-memory':
        return work(fault.do);
      case 'throttled':
        throw throttledError('ConcurrentInvocationLimitExceeded');
      case 'kill-after':
        await work().catch(() => {});
        return killed();
      default:
        return killed();
    }
  };
}
