import { HangUp } from '../gateway/error.ts';
import type { HttpAnswer } from '../http/exchange.ts';
import type { Fault, Faults } from './faults.ts';
import { performWith } from './perform.ts';
import type { Refusals } from './services.ts';

/** So long this machine's own callers wait for an answer, as AWS's do for each other. */
const patienceMs = 2_000;

/** For a request that came over HTTP. */
export function answering(
  faults: Faults,
  fault: Fault | undefined,
  perform: () => Promise<HttpAnswer>,
  refusals: Refusals,
): Promise<HttpAnswer> {
  return performWith(faults, fault, perform, {
    refuse: (status) => refusals.answer(status),
    silence: () => new Promise(() => {}),
    hangUp() {
      throw new HangUp();
    },
  });
}

/** For what this machine itself asks of a service. */
export function calling<Result>(
  faults: Faults,
  fault: Fault | undefined,
  perform: () => Promise<Result>,
  refusals: Refusals,
): Promise<Result> {
  const lose = () => {
    throw refusals.lost();
  };
  return performWith(faults, fault, perform, {
    refuse(status) {
      throw refusals.error(status);
    },
    async silence() {
      await faults.sleep(patienceMs);
      return lose();
    },
    hangUp: lose,
  });
}
