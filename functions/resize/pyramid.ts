import type { PlannedRendition, Size } from './plan.ts';

/** The whole photo at one size. */
export interface Level extends Size {
  /** The larger one that it is scaled from; without one it is decoded from the photo. */
  from?: Level;
  /** What is cut, padded and encoded from it; nothing where it is only a step to a smaller one. */
  renditions: PlannedRendition[];
  /** Its pixels are wanted more than once. */
  kept: boolean;
}

/** 36 MB, 48 with alpha: no more than decoding again takes at its peak. A larger picture is decoded for each rendition. */
export const mostKeptPixels = 12e6;

// Measured against an exact reduction: see docs/performance.md.

/** Scaling twice by less blurs; from here on it comes out as near to the exact picture as scaling once does. */
const leastStep = 1.5;
const goodStep = 2;

/** From here on libvips takes means of whole blocks first, which aliases: a step between does not. */
const tooLargeStep = 4;
const stepBetween = 2.5;

/**
 * What is scaled from what, larger ones first, so that the photo is decoded once where that costs no quality: each
 * picture from the smallest one that is large enough.
 */
export function pyramidOf(planned: readonly PlannedRendition[]): Level[] {
  const levels: Level[] = [];
  for (const rendition of planned.toSorted((a, b) => pixelsOf(b.picture) - pixelsOf(a.picture))) {
    const same = levels.find((level) => isSameSize(level, rendition.picture) && mayBeKept(level));
    if (same === undefined) addLevel(levels, rendition.picture, [rendition]);
    else {
      same.renditions.push(rendition);
      same.kept = true;
    }
  }
  return levels;
}

function addLevel(levels: Level[], { width, height }: Size, renditions: PlannedRendition[]): Level {
  const from = sourceFor(levels, { width, height });
  const level: Level = { width, height, renditions, kept: false, ...(from && { from }) };
  if (from !== undefined) from.kept = true;
  levels.push(level);
  return level;
}

function sourceFor(levels: Level[], size: Size): Level | undefined {
  const usable = levels.filter(mayBeKept).toSorted((a, b) => pixelsOf(a) - pixelsOf(b));
  const source =
    usable.find((level) => step(level, size) >= goodStep) ??
    usable.findLast((level) => step(level, size) >= leastStep);
  if (source === undefined || step(source, size) < tooLargeStep) return source;
  return addLevel(levels, enlarged(size, source), []);
}

function enlarged(size: Size, most: Size): Size {
  return {
    width: Math.min(most.width, Math.round(size.width * stepBetween)),
    height: Math.min(most.height, Math.round(size.height * stepBetween)),
  };
}

/** By the longer side, which rounding changes least: 853 x 1280 is twice 427 x 640. */
function step(larger: Size, smaller: Size): number {
  return Math.max(larger.width, larger.height) / Math.max(smaller.width, smaller.height);
}

function mayBeKept(size: Size): boolean {
  return pixelsOf(size) <= mostKeptPixels;
}

function isSameSize(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}

function pixelsOf({ width, height }: Size): number {
  return width * height;
}
