/** The day that they were looked up. */
export const pricesOf = '2026-11-21';

/**
 * US dollars in us-east-1, for the first of each month and without free tiers. bench/cost/prices.ts says where each is
 * from; a test compares the two.
 */
export const prices = {
  event: 1 / 1e6, // of S3 by EventBridge
  stateTransition: 25 / 1e6,
  expressRequest: 1 / 1e6,
  expressGigabyteSecond: 0.06 / 3600,
  invocation: 0.2 / 1e6,
  gigabyteSecond: 0.0000133334, // on arm64
  put: 5 / 1e6,
  get: 0.4 / 1e6,
  publish: 0.5 / 1e6,
  queueRequest: 0.4 / 1e6,
  logGigabyte: 0.5,
};
