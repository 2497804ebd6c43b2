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

/** Other renditions for the photos of one folder. */
export interface RenditionRule {
  prefix: string;
  renditions: readonly Rendition[];
}

/** The renditions of a deployment: infra/settings.ts has validated them, so here they are only read. */
export interface RenditionSettings {
  /** Sorted by name: the first one is the lock of the protocol. */
  renditionsFor(key: string): readonly [Rendition, ...Rendition[]];
  /** Names the settings that a key's renditions were made with, whatever order they were written in. */
  fingerprintFor(key: string): string;
  /** The folders that have renditions of their own, each with a slash at its end. */
  prefixes: readonly string[];
}

/** Of all rules that a key begins with, the longest is its own; without one it gets the usual renditions. */
export function renditionSettings(usual: string, rules = '[]'): RenditionSettings {
  const byLength = (JSON.parse(rules) as RenditionRule[])
    .map(({ prefix, renditions }) => ({ prefix, ...namedSet(renditions) }))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  const otherwise = namedSet(JSON.parse(usual) as Rendition[]);
  const setFor = (key: string) => byLength.find(({ prefix }) => key.startsWith(prefix)) ?? otherwise;
  return {
    renditionsFor: (key) => [...setFor(key).renditions],
    fingerprintFor: (key) => setFor(key).fingerprint,
    prefixes: byLength.map(({ prefix }) => prefix),
  };
}

function namedSet(inAnyOrder: readonly Rendition[]) {
  const [first, ...rest] = inAnyOrder.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (first === undefined) throw new Error('The settings of the renditions name none');
  const renditions = [first, ...rest] as const;
  return { renditions, fingerprint: fingerprintOf(renditions) };
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
