/**
 * How much slower a vCPU of Lambda may be than the processor that was measured on. That has not been measured; this one
 * is of a newer kind than those that Lambda is known to have.
 */
export const processorMargin = 2.5;

/** For what else is in the function's memory than was in the measured process, and for other allocations there. */
export const memoryMargin = 1.25;
