export {
  type Bus,
  type BusOptions,
  createBus,
  type Deliver,
  deadLetterAttributes,
  type Undelivered,
} from './bus.ts';
export type { BusEvent } from './event.ts';
export { checkPattern, matches } from './pattern.ts';
export { type Outbox, pump } from './pump.ts';
export { UnsupportedPatternError } from './unsupported-pattern.ts';
