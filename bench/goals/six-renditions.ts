import { inspect } from '../../functions/resize/inspect.ts';
import { plan } from '../../functions/resize/plan.ts';
import { measure, render } from '../../functions/resize/render.ts';
import { lumaOf, reduced, ssim } from '../../test/support/ssim.ts';
import { interleaved } from '../interleaved.ts';
import { type Figure, figure, ratioOf, timesOf } from '../ratio.ts';
import { sixRenditions } from '../variants.ts';
import type { Goal } from './goal.ts';

const rounds = 15;

export const sixOfOne: Goal = {
  name: 'six-renditions',
  about: '200, 640 and 1,280 px as JPEG and WebP, from pixels that they share',
  rounds: rounds + 3,
  async measure(photo, onRound) {
    const took = await interleaved(photo, ['shared pixels', 'each alone', 'six pipelines'], rounds, onRound);
    return [
      ...ratioOf(took, 'shared pixels', 'six pipelines', 0.58),
      ...ratioOf(took, 'shared pixels', 'each alone'),
      ...timesOf(took),
      ...(await lossesOf(photo)),
    ];
  },
};

/** How much less like an exact reduction of the photo a rendition is than one that is made of the photo alone. */
async function lossesOf(photo: Buffer): Promise<Figure[]> {
  const inspection = inspect(photo);
  const upright = await measure(photo, inspection);
  const planned = plan(upright, sixRenditions);
  const [whole] = await render(photo, inspection, plan(upright, [{ ...upright, ...png }]));
  const exact = await lumaOf(whole?.body ?? Buffer.alloc(0));
  const shared = await render(photo, inspection, planned);
  const losses: Figure[] = [];
  for (const [index, each] of planned.entries()) {
    const wanted = reduced(exact, each.picture.width, each.picture.height);
    const [alone] = await render(photo, inspection, [each]);
    const likeness = async (body: Buffer | undefined) => ssim(wanted, await lumaOf(body ?? Buffer.alloc(0)));
    const loss = (await likeness(alone?.body)) - (await likeness(shared[index]?.body));
    losses.push(figure(`${each.rendition.name}: loss`, [loss], 'SSIM', 0.0005));
  }
  return losses;
}

const png = { name: 'whole', fit: 'inside', format: 'png', quality: 80 } as const;
