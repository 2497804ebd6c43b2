export interface Places {
  uploadsBucket: string;
  thumbnailsBucket: string;
  uploadsPrefix: string;
}

/** The key of the photo that an object, or a listing of its folder, belongs to. */
export function photoOfObject(bucket: string, key: string, places: Places): string | undefined {
  const { uploadsBucket, thumbnailsBucket, uploadsPrefix } = places;
  if (bucket === uploadsBucket) return key.startsWith(uploadsPrefix) ? key : undefined;
  if (bucket !== thumbnailsBucket) return undefined;
  const [, below] = /^thumbnails\/(.+)\/[^/]*$/s.exec(key) ?? [];
  if (below !== undefined) return `${uploadsPrefix}${below}`;
  const [, recorded] = /^outcomes\/(.+)\.json$/s.exec(key) ?? [];
  return recorded?.startsWith(uploadsPrefix) ? recorded : undefined;
}

/** The first `key` of an upload in an event, a message or a notice, however deep: they carry each other as JSON in texts. */
export function photoIn(value: unknown, uploadsPrefix: string): string | undefined {
  if (typeof value === 'string') return /^\s*[[{]/.test(value) ? within(value, uploadsPrefix) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const { key } = value as { key?: unknown };
  if (typeof key === 'string' && key.startsWith(uploadsPrefix)) return key;
  for (const each of Object.values(value)) {
    const found = photoIn(each, uploadsPrefix);
    if (found !== undefined) return found;
  }
  return undefined;
}

function within(text: string, uploadsPrefix: string): string | undefined {
  try {
    return photoIn(JSON.parse(text), uploadsPrefix);
  } catch {
    return undefined;
  }
}
