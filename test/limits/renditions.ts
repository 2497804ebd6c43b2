import type { Rendition } from '../../functions/shared/renditions.ts';
import { readSettings } from '../../infra/settings.ts';
import { largestSquare } from '../../workflow/encoding.ts';

/** The most that settings can let in. */
export const raisedLimits = { maxPixels: 100_000_000, maxBytes: 200 * 2 ** 20 };

/** What is made unless settings say more. */
export const usual: readonly Rendition[] = readSettings({}).renditions;

const [jpeg, fineJpeg, webp, png, avif] = [
  largest('jpeg', 80),
  largest('jpeg', 100),
  largest('webp', 80),
  largest('png', 80),
  largest('avif', 50),
] as const;

/** Each takes the whole time that there is for encoding; the worst pictures get those that take the most memory. */
export const heaviest = {
  worst: [webp, avif],
  ordinary: [jpeg, fineJpeg, webp, png, avif],
  /** What is left of the time when photos of twice the pixels are let in. */
  raised: [
    rendition({ name: 'largest', width: 2600, height: 2600, format: 'webp', quality: 80 }, raisedLimits),
  ],
} as const;

export type Kind = keyof typeof heaviest;

/** What is let in where that is measured. */
export function limitsOf(kind: Kind): { maxPixels: number; maxBytes: number } {
  const { maxPixels, maxBytes } = kind === 'raised' ? raisedLimits : readSettings({}).uploads;
  return { maxPixels, maxBytes };
}

export function inWords({ format, quality, width }: Rendition): string {
  return `${format}${quality === 100 ? ' of quality 100' : ''}, ${width}²`;
}

/** The largest that may be asked for. */
function largest(format: Rendition['format'], quality: number): Rendition {
  const side = largestSquare({ format, quality });
  return rendition({ name: 'largest', width: side, height: side, format, quality });
}

/** As the settings read it, which refuse one that is too heavy. */
function rendition(asked: object, uploads: object = {}): Rendition {
  const [read] = readSettings({ darkroom: { renditions: [asked], uploads } }).renditions;
  if (read === undefined) throw new Error('No rendition was asked for');
  return read;
}
