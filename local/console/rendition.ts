import type { ObjectInfo } from '../s3/index.ts';
import type { RenditionView } from './api.ts';

/** Where renditions land; what the paths look like is promised to every page that shows them. */
const thumbnailsPrefix = 'thumbnails/';

interface Rendered {
  /** The upload that it was made of. */
  of: { key: string; versionId?: string; etag: string };
  rendition: RenditionView;
}

/** A rendition by its object: thumbnails/<key below uploads/>/<name>.<format>. Undefined for any other object. */
export function renditionOf(
  { key, bytes, metadata, etag: made }: ObjectInfo,
  uploadsPrefix: string,
): Rendered | undefined {
  const [, below, name, format] = /^thumbnails\/(.*)\/([^/]+)\.([a-z]+)$/s.exec(key) ?? [];
  const { width, height, etag } = metadata;
  if (below === undefined || name === undefined || format === undefined || etag === undefined)
    return undefined;
  const versionId = metadata['version-id'];
  return {
    of: { key: `${uploadsPrefix}${below}`, etag, ...(versionId !== undefined && { versionId }) },
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

export function isRendition(key: string): boolean {
  return key.startsWith(thumbnailsPrefix);
}
