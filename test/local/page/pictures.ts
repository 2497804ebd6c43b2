import sharp from 'sharp';

/** How many differ: they are made once. */
const kinds = 24;
const made = new Map<string, Promise<Buffer>>();

/** A JPEG of a landscape that nobody has photographed. */
export function pictureOf(n: number, width: number): Promise<Buffer> {
  const name = `${n % kinds} ${width}`;
  const known =
    made.get(name) ??
    landscape(n % kinds, width)
      .jpeg()
      .toBuffer();
  made.set(name, known);
  return known;
}

type Colour = readonly [number, number, number];

/** Pixel by pixel: other tests in the same process may have forbidden sharp to read SVG. */
function landscape(n: number, width: number) {
  const random = numbersFrom(n);
  const height = Math.round((width * 3) / 4);
  const hue = random();
  const [night, day] = [colourOf(hue, 0.35), colourOf(hue + 0.15, 0.8)];
  const sun = { x: 0.2 + 0.6 * random(), y: 0.2 + 0.25 * random(), r: 0.04 + 0.05 * random() };
  const hills = [0, 1, 2].map((depth) => {
    const shift = 6 * random();
    return {
      colour: colourOf(hue + 0.04 * depth, 0.42 - 0.12 * depth),
      edge: (x: number) => 0.55 + 0.14 * depth - 0.06 * Math.sin(5 * x + shift),
    };
  });
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height];
    const hill = hills.findLast(({ edge }) => y > edge(x));
    const lit = Math.hypot(x - sun.x, (y - sun.y) * 0.75) < sun.r;
    pixels.set(hill?.colour ?? (lit ? [255, 240, 214] : between(night, day, y)), at * 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** A soft colour of this hue, from 0 to 1 around the circle, and of this lightness. */
function colourOf(hue: number, light: number): Colour {
  const part = (shift: number) =>
    Math.round(255 * light * (0.75 + 0.25 * Math.cos(2 * Math.PI * (hue - shift))));
  return [part(0), part(1 / 3), part(2 / 3)];
}

function between(from: Colour, to: Colour, share: number): number[] {
  return from.map((part, at) => part + ((to[at] ?? part) - part) * share);
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
