import type { Figure } from '../ratio.ts';

export interface Goal {
  /** What is given to `npm run bench --`. */
  name: string;
  about: string;
  /** For the progress line: how often onRound is called. */
  rounds: number;
  /** Measured with pictures of its own, and so once, whatever photos there are. */
  samePhoto?: true;
  measure(photo: Buffer, onRound: () => void): Promise<Figure[]>;
}
