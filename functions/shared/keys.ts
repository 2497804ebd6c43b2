import { createHash } from 'node:crypto';
import { formats, type Rendition } from './renditions.ts';

/** Where renditions and outcome records land in the thumbnails bucket. */
export const thumbnailsPrefix = 'thumbnails/';
export const outcomesPrefix = 'outcomes/';

/** S3's own limit, in bytes of UTF-8. */
export const longestKey = 1024;

/** The folder of a photo's renditions, so that a page can build an image's address from the key alone. */
export function renditionsFolder(key: string, uploadsPrefix: string): string {
  return `${thumbnailsPrefix}${key.slice(uploadsPrefix.length)}/`;
}

export function renditionKey(key: string, uploadsPrefix: string, rendition: Rendition): string {
  return `${renditionsFolder(key, uploadsPrefix)}${rendition.name}.${formats[rendition.format].extension}`;
}

/**
 * The record of a rejection or failure. A key that cannot be part of a path, or is too long to be one,
 * is named by its hash instead: nothing that an uploader calls a file may decide where we write.
 */
export function outcomeKey(key: string): string {
  const readable = `${outcomesPrefix}${key}.json`;
  if (problemWithPath(key) === undefined && fits(readable)) return readable;
  return `${outcomesPrefix}sha256-${createHash('sha256').update(key).digest('hex')}.json`;
}

/** What is wrong with an upload's key, in words for its owner; undefined when nothing is. */
export function problemWithKey(
  key: string,
  uploadsPrefix: string,
  renditions: readonly Rendition[],
): string | undefined {
  if (!key.startsWith(uploadsPrefix) || key.length === uploadsPrefix.length) {
    return `a photo's key is ${uploadsPrefix} and then a name`;
  }
  const problem = problemWithPath(key);
  if (problem !== undefined) return problem;
  if (![key, ...renditions.map((each) => renditionKey(key, uploadsPrefix, each))].every(fits)) {
    return `the key is too long: it and the keys of its thumbnails have to fit in ${longestKey} bytes`;
  }
  return undefined;
}

function problemWithPath(key: string): string | undefined {
  if (!key.isWellFormed()) return 'the key is not well-formed Unicode';
  if (/\p{Cc}/u.test(key)) return 'the key has a control character in it';
  const segments = key.split('/');
  if (segments.includes(''))
    return 'the key has an empty segment: it begins or ends with a slash, or has two in a row';
  if (segments.includes('.') || segments.includes('..')) return 'the key has a segment that is only dots';
  return undefined;
}

function fits(key: string): boolean {
  return Buffer.byteLength(key) <= longestKey;
}
