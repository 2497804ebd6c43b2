import sharp from 'sharp';
import type { OneMachine } from '../../../test/support/one-machine.ts';
import { type Figure, figure } from '../../ratio.ts';
import type { UploadClient } from './client.ts';

const smallPhotos = 60;

/** One small photo after the other, from the PUT to its notice. */
export async function latency(machine: OneMachine, client: UploadClient): Promise<Figure[]> {
  const { live } = machine;
  const small = await sharp({
    create: { width: 640, height: 480, channels: 3, background: '#7a5', noise },
  })
    .jpeg()
    .toBuffer();
  const took: number[] = [];
  const resized: number[] = [];
  for (let photo = 0; photo < smallPhotos; photo += 1) {
    const link = await client.link(small.length);
    const noticed = live.notices.length;
    const began = Date.now();
    await client.put(link, small);
    await live.until(() => live.notices.length > noticed, 'the notice of a small photo');
    // When it was published: the page hears of it up to a tenth of a second later, with what else has happened.
    took.push(Date.parse(live.notices.at(-1)?.time ?? '') - began);
    const resizing = performance.now();
    await sharp(small).resize(200).jpeg({ mozjpeg: true }).toBuffer();
    resized.push(performance.now() - resizing);
  }
  return [
    figure(
      'a small photo from PUT to notice, less its resize',
      took.map((ms, at) => ms - (resized[at] ?? 0)),
      'ms',
      60,
    ),
    figure('a small photo from PUT to notice', took, 'ms'),
  ];
}

const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
