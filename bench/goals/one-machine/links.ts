import { type Figure, figure } from '../../ratio.ts';
import type { UploadClient } from './client.ts';

const links = 3000;
export const linksAtOnce = 16;
/** Until every environment has started and its code is compiled. */
const linksToWarmUp = 6000;

export async function linksASecond(client: UploadClient): Promise<Figure> {
  const askFor = async (count: number) => {
    let asked = 0;
    const ask = async () => {
      while (asked++ < count) await client.link(1000);
    };
    await Promise.all(Array.from({ length: linksAtOnce }, ask));
  };
  await askFor(linksToWarmUp);
  const seconds: number[] = [];
  for (let part = 0; part < 10; part += 1) {
    const began = performance.now();
    await askFor(links / 10);
    seconds.push((performance.now() - began) / 1000);
  }
  return figure(
    'upload links',
    seconds.map((each) => links / 10 / each),
    'a second',
    { least: 1000 },
  );
}
