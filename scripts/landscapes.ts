import sharp from 'sharp';

// Pictures for the screenshot of the page: hills in the light of a time of day, since nobody's photo is in this project.

const lights = [
  { sky: ['#0b1026', '#34306b', '#e07a5f'], sun: '#ffd6a5', hills: ['#4a3f6b', '#2f2a4d', '#191731'] },
  { sky: ['#6fb1d8', '#a9d3ea', '#f3efe0'], sun: '#fffbe6', hills: ['#8fb0a9', '#55857d', '#254f4a'] },
  { sky: ['#f6d365', '#fda085', '#f76b6b'], sun: '#fff4d6', hills: ['#b5526a', '#7b2f55', '#3f1637'] },
  { sky: ['#0f2027', '#203a43', '#5b8190'], sun: '#e8f1f2', hills: ['#35525e', '#1e343d', '#0c1a20'] },
  { sky: ['#c9d6df', '#e5e5e5', '#f7f3e9'], sun: '#ffffff', hills: ['#a3aeb5', '#6f7f88', '#3c4a52'] },
  { sky: ['#1b3a2f', '#4f8a5b', '#e3e7af'], sun: '#fdf6c3', hills: ['#3f7d58', '#255f43', '#0f3a2b'] },
];

/** The same seed is the same picture. */
export async function landscape(seed: number, width: number, height: number): Promise<Buffer> {
  const light = lights[seed % lights.length] as (typeof lights)[number];
  const random = sequence(seed);
  const [top, middle, horizon] = light.sky;
  const hills = light.hills.map((colour, layer) => hill(random, layer, width, height, colour)).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="${top}"/><stop offset="0.55" stop-color="${middle}"/>
      <stop offset="0.8" stop-color="${horizon}"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${width * (0.2 + 0.6 * random())}" cy="${height * (0.25 + 0.25 * random())}" r="${height / 13}" fill="${light.sun}" opacity="0.9"/>
    ${hills}</svg>`;
  const noise = { type: 'gaussian', mean: 128, sigma: 9 } as const;
  const grain = await sharp({ create: { width, height, channels: 3, background: '#808080', noise } })
    .png()
    .toBuffer();
  return sharp(Buffer.from(svg))
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 92 })
    .toBuffer();
}

function hill(random: () => number, layer: number, width: number, height: number, colour: string): string {
  const base = height * (0.58 + 0.13 * layer);
  const waves = [1, 2.3, 5.1].map((speed) => ({ speed, shift: 6 * random(), rise: (height * 0.09) / speed }));
  const points = Array.from({ length: 121 }, (_, at) => {
    const across = at / 120;
    const rise = waves.reduce(
      (sum, each) => sum + each.rise * Math.sin(6 * each.speed * across + each.shift),
      0,
    );
    return `${Math.round(across * width)},${Math.round(base - rise)}`;
  });
  return `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${colour}"/>`;
}

/** Numbers from 0 to 1 that look like chance: https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
function sequence(seed: number): () => number {
  let state = (seed * 48_271 + 11) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
