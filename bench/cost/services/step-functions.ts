import type { Usage } from '../usage.ts';

/**
 * Standard: AWS bills a transition "each time a step of your workflow is executed". Whether the start and the end are
 * such steps its pages leave open: between n states there and back are n + 1 arrows, and with both ends n + 2 steps.
 */
export function standardUsage(photos: number, path: readonly string[]): Usage[] {
  return [
    {
      ...{ group: 'work', service: 'Step Functions', price: 'transition' },
      what: `${path.length + 1} to ${path.length + 2} transitions of ${path.join(' → ')}`,
      amount: photos * (path.length + 1),
      atMost: photos * (path.length + 2),
    },
  ];
}

/** Express: each begun 100 ms of an execution, times each begun 64 MB of memory. */
export function expressUsage(photos: number, executionMs: number, megabytes = 64): Usage[] {
  const ms = Math.ceil(executionMs / 100) * 100;
  const memory = Math.ceil(megabytes / 64) * 64;
  return [
    {
      ...{ group: 'work', service: 'Step Functions', what: 'express executions', price: 'expressRequest' },
      amount: photos,
    },
    {
      ...{ group: 'work', service: 'Step Functions', price: 'expressGbSecond' },
      what: `${ms} ms at ${memory} MB`,
      amount: (photos * ms * memory) / 1000 / 1024,
    },
  ];
}
