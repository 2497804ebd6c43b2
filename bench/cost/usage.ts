import type { PriceName } from './prices.ts';

export type Group = 'work' | 'upload' | 'watching' | 'storage' | 'transfer';

export const groups: Readonly<Record<Group, string>> = {
  work: 'Working on it',
  upload: 'Getting it there',
  watching: 'Logs and traces',
  storage: 'Keeping it',
  transfer: 'Showing it',
};

/** So many of what has this price. */
export interface Usage {
  group: Group;
  service: string;
  what: string;
  price: PriceName;
  amount: number;
  /** Where it is not known exactly: at most so many. */
  atMost?: number;
}

/** A GB of AWS: memory, storage and logs are counted in powers of two. */
export const gigabyte = 1024 ** 3;

/** Messages and events are billed by pieces of 64 KB. */
export function chunks(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / (64 * 1024)));
}
