// Photos made by code that cost a decoder and an encoder what a phone's cost: dead leaves (discs in front of each
// other, small ones in plenty) have the edges and the spectrum of natural scenes; texture and grain do the rest.
import sharp, { type Sharp } from 'sharp';
import { type Random, randomFrom } from './random.ts';

interface PhotoSize {
  width: number;
  height: number;
}

/** As of a phone: 12 megapixels in a JPEG of 4.6 MB. */
export function phonePhoto(): Promise<Buffer> {
  return photo({ width: 4000, height: 3000 }).jpeg({ quality: 97 }).toBuffer();
}

/** As of a camera: 24 megapixels in a JPEG of 40 MB at most. */
export function largePhoto(): Promise<Buffer> {
  return photo({ width: 6000, height: 4000 }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** The same photo for the same seed, as pixels that any encoder takes. */
function photo({ width, height }: PhotoSize, seed = 1): Sharp {
  const random = randomFrom(seed);
  const pixels = Buffer.alloc(width * height * 3);
  const unit = Math.sqrt(width * height) / 3464;
  sky(pixels, { width, height });
  for (const radius of radii(random, width * height, unit)) {
    leaf(pixels, { width, height }, radius, Math.min(1, 0.15 + radius / (200 * unit)), random);
  }
  grain(pixels, random);
  return sharp(pixels, { raw: { width, height, channels: 3 } }).blur(0.6);
}

function sky(pixels: Buffer, { width, height }: PhotoSize): void {
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const light = y / height + x / width / 4;
      pixels[at] = 90 + 110 * light;
      pixels[at + 1] = 130 + 80 * light;
      pixels[at + 2] = 220 - 60 * light;
    }
  }
}

/** As many of each as makes the picture look alike from near and far. */
function radii(random: Random, area: number, unit: number): number[] {
  const smallest = 6 * unit;
  const largest = 600 * unit;
  return Array.from({ length: Math.round(area / unit ** 2 / 300) }, () => {
    const share = random();
    return 1 / Math.sqrt((1 - share) / largest ** 2 + share / smallest ** 2);
  });
}

function leaf(
  pixels: Buffer,
  { width, height }: PhotoSize,
  radius: number,
  opacity: number,
  random: Random,
): void {
  const [cx, cy] = [random() * width, (0.3 + 0.8 * random()) * height];
  const light = 20 + 200 * random() ** 1.5;
  const colour = [light * (0.7 + 0.5 * random()), light, light * (0.4 + 0.6 * random())];
  const wave = (0.02 + random() * 0.4) * 6;
  const [across, down] = [Math.cos(wave * 99) * wave, Math.sin(wave * 99) * wave];
  const depth = random() * 12;
  for (let y = Math.max(0, Math.ceil(cy - radius)); y < Math.min(height, cy + radius); y += 1) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (y - cy) ** 2));
    const end = Math.min(width, cx + half);
    for (let x = Math.max(0, Math.ceil(cx - half)); x < end; x += 1) {
      const shade = depth * Math.sin(x * across + y * down) - (25 * (y - cy)) / radius;
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const behind = pixels[at + channel] ?? 0;
        pixels[at + channel] = clamped(behind + opacity * ((colour[channel] ?? 0) + shade - behind));
      }
    }
  }
}

/** Of a sensor: the same in all colours for the most part. */
function grain(pixels: Buffer, random: Random): void {
  for (let at = 0; at < pixels.length; at += 3) {
    const light = (random() + random() - 1) * 12;
    for (let channel = 0; channel < 3; channel += 1) {
      pixels[at + channel] = clamped((pixels[at + channel] ?? 0) + light + (random() - 0.5) * 6);
    }
  }
}

function clamped(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
