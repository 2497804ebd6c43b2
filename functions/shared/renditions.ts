import { createHash } from 'node:crypto';

/** One thumbnail that is made of each photo. At least one of width and height is given. */
export interface Rendition {
  name: string;
  width?: number;
  height?: number;
  /** inside: whole picture within the box. cover: fills the box, cut at the edges. contain: fills the box with bars. */
  fit: 'inside' | 'cover' | 'contain';
  format: RenditionFormat;
  quality: number;
}

export type RenditionFormat = keyof typeof formats;

export const formats = {
  jpeg: { extension: 'jpg', contentType: 'image/jpeg' },
  webp: { extension: 'webp', contentType: 'image/webp' },
  avif: { extension: 'avif', contentType: 'image/avif' },
  png: { extension: 'png', contentType: 'image/png' },
} as const;

/** The renditions of a deployment: infra/settings.ts has validated them, so here they are only read. */
export interface RenditionSettings {
  /** Sorted by name: the first one is the lock of the protocol. */
  renditionsFor(key: string): readonly [Rendition, ...Rendition[]];
  /** Names the settings that a key's renditions were made with, whatever order they were written in. */
  fingerprintFor(key: string): string;
}

export function renditionSettings(json: string): RenditionSettings {
  const [first, ...rest] = (JSON.parse(json) as Rendition[]).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (first === undefined) throw new Error('RENDITIONS names no rendition');
  const renditions = [first, ...rest] as const;
  const fingerprint = fingerprintOf(renditions);
  return { renditionsFor: () => [...renditions], fingerprintFor: () => fingerprint };
}

function fingerprintOf(renditions: readonly Rendition[]): string {
  const canonical = renditions.map(({ name, width, height, fit, format, quality }) => [
    name,
    width ?? null,
    height ?? null,
    fit,
    format,
    quality,
  ]);
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex').slice(0, 16);
}
