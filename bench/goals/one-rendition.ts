import { interleaved } from '../interleaved.ts';
import { ratioOf, timesOf } from '../ratio.ts';
import type { Goal } from './goal.ts';

const rounds = 25;

export const oneRendition: Goal = {
  name: 'one-rendition',
  about: 'one JPEG of 200 px, through the whole resize handler',
  rounds: rounds + 3,
  async measure(photo, onRound) {
    const names = ['resize handler', 'bare sharp', 'vipsthumbnail', 'ImageMagick', 'jimp'];
    const took = await interleaved(photo, names, rounds, onRound);
    return [
      ...ratioOf(took, 'resize handler', 'bare sharp', 1.05),
      ...ratioOf(took, 'resize handler', 'vipsthumbnail', 1),
      ...ratioOf(took, 'resize handler', 'ImageMagick', 1),
      ...ratioOf(took, 'resize handler', 'jimp', 1),
      ...timesOf(took),
    ];
  },
};
