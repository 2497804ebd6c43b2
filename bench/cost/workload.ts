/** What is to be paid for. */
export interface Workload {
  photos: number;
  /** Of each photo: millions of bytes. */
  megabytes: number;
  /** The photos come evenly over so many days. */
  days: number;
  /** How long photos and renditions are kept; they are paid for as if all had been there from the first day. */
  storedDays: number;
  /** The share of the photos that replace another one under the same key. */
  overwritten: number;
  /** The share of invocations that find no warm environment: Lambda bills loading the function, too. */
  cold: number;
}

/** A month, by which AWS counts storage and tiers. */
export const monthDays = 30;
