import type { ObjectInfo } from '../s3/index.ts';
import type { RenditionView } from './api.ts';

/** Where renditions land; what the paths look like is promised to every page that shows them. */
const thumbnailsPrefix = 'thumbnails/';

interface Rendered {
  /** The upload that it was made of. */
  of: { key: string; versionId?: string; etag: string };
  rendition: RenditionView;
}

/** A rendition by its object. Undefined for any other object. */
export function renditionOf(
  { key, bytes, metadata, etag: made }: ObjectInfo,
  uploadsPrefix: string,
): Rendered | undefined {
  const of = sourceKeyOf(key, uploadsPrefix);
  const [, name, format] = /([^/]+)\.([a-z]+)$/.exec(key) ?? [];
  const { width, height, etag } = metadata;
  if (of === undefined || name === undefined || format === undefined || etag === undefined) return undefined;
  const versionId = metadata['version-id'];
  return {
    of: { key: of, etag, ...(versionId !== undefined && { versionId }) },
    rendition: {
      name,
      // No two renditions have the same ETag, so a browser that keeps pictures never shows a former one.
      url: `/files/${encodeURIComponent(key)}?etag=${made}`,
      width: Number(width),
      height: Number(height),
      format,
      bytes,
    },
  };
}

/** The upload whose rendition this key holds: thumbnails/<key below uploads/>/<name>.<format>. */
export function sourceKeyOf(key: string, uploadsPrefix: string): string | undefined {
  const [, below] = /^thumbnails\/(.*)\/[^/]+\.[a-z]+$/s.exec(key) ?? [];
  return below === undefined ? undefined : `${uploadsPrefix}${below}`;
}

export function isRendition(key: string): boolean {
  return key.startsWith(thumbnailsPrefix);
}
