export type Mode = 'direct' | 'buffered' | 'express';

/** One kind of fault: where and what, and on the way of which photos. */
export interface Kind {
  /** The photos are in a folder of this name, which is how the fault knows them. */
  name: string;
  /** None: nothing is done to these, and still they have to come through beside the others. */
  fault?: Fault;
}

interface Fault {
  at: string;
  do: string;
  ms?: number;
  times?: number;
  skip?: number;
}

/** The kinds of faults that each mode is put to. */
export const kinds: Readonly<Record<Mode, readonly Kind[]>> = {
  direct: [{ name: 'untroubled' }],
  buffered: [{ name: 'untroubled' }],
  express: [],
};
