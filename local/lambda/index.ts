export { FunctionsClosedError, InvocationError, throttled, throttledError } from './error.ts';
export {
  type Functions,
  type FunctionsOptions,
  type InvocationAround,
  openFunctions,
} from './functions.ts';
export { type PollerOptions, pollQueue } from './poller.ts';
export type { InvokeOptions } from './pool.ts';
export { type FunctionUrlOptions, functionUrl } from './url/index.ts';
