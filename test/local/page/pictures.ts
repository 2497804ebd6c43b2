import sharp from 'sharp';

/** How many differ: they are made once. */
const kinds = 24;
const made = new Map<string, Promise<Buffer>>();

/** A JPEG of a landscape that nobody has photographed. */
export function pictureOf(n: number, width: number): Promise<Buffer> {
  const name = `${n % kinds} ${width}`;
  const known =
    made.get(name) ??
    sharp(Buffer.from(landscape(n % kinds, width)))
      .jpeg()
      .toBuffer();
  made.set(name, known);
  return known;
}

function landscape(n: number, width: number): string {
  const random = numbersFrom(n);
  const hue = Math.floor(random() * 360);
  const height = (width * 3) / 4;
  const sun = { x: 40 + random() * 120, y: 30 + random() * 40, r: 8 + random() * 12 };
  const hills = [0, 1, 2].map((depth) => hill(depth, hue, random));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 150" width="${width}" height="${height}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue} 45% 32%)"/><stop offset="1" stop-color="hsl(${(hue + 50) % 360} 70% 78%)"/></linearGradient></defs>
<rect width="200" height="150" fill="url(#sky)"/><circle cx="${sun.x}" cy="${sun.y}" r="${sun.r}" fill="hsl(${(hue + 60) % 360} 90% 90%)"/>${hills.join('')}</svg>`;
}

function hill(depth: number, hue: number, random: () => number): string {
  const base = 80 + depth * 24;
  const points = [0, 40, 80, 120, 160, 200].map((x) => `${x} ${base - random() * 34}`);
  return `<path d="M0 150 L${points.join(' L')} L200 150 Z" fill="hsl(${(hue + depth * 12) % 360} 32% ${44 - depth * 14}%)"/>`;
}

/** The same numbers for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = (seed + 1) * 2_654_435_761;
  return () => {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    return state / 4_294_967_296;
  };
}
