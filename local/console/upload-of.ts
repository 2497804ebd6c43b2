import type { PhotoStatus } from './api.ts';

/** What an execution is about, or a notice. */
export interface Upload {
  key: string;
  versionId?: string;
  etag?: string;
  bytes?: number;
  time?: string;
}

/** The upload in an execution's input; undefined when the input is not an event of this bucket. */
export function uploadIn(input: string, bucket: string): Upload | undefined {
  const event = parsed(input);
  const { bucket: from, object } = event?.detail ?? {};
  if (from?.name !== bucket || typeof object?.key !== 'string') return undefined;
  return {
    key: object.key,
    ...(typeof object['version-id'] === 'string' && { versionId: object['version-id'] }),
    ...(typeof object.etag === 'string' && { etag: object.etag }),
    ...(typeof object.size === 'number' && { bytes: object.size }),
    ...(typeof event?.time === 'string' && { time: event.time }),
  };
}

/** The same for the same upload, wherever one hears of it: its version, or where none are kept its bytes and its key. */
export function idOf({ key, versionId, etag }: Pick<Upload, 'key' | 'versionId' | 'etag'>): string {
  return versionId ?? `${etag ?? ''}:${key}`;
}

export interface Told {
  status: Extract<PhotoStatus, 'done' | 'rejected' | 'failed' | 'deleted'>;
  key: string;
  versionId?: string;
  reason?: string;
  detail?: string;
}

/** What a notice tells, of a photo in this bucket; undefined when it is somebody else's message to the topic. */
export function toldBy(json: string, bucket: string): Told | undefined {
  const notice = parsed(json);
  if (notice?.bucket !== bucket || typeof notice.key !== 'string') return undefined;
  if (!['done', 'rejected', 'failed', 'deleted'].includes(notice.status ?? '')) return undefined;
  return notice as Told;
}

interface Parsed {
  detail?: { bucket?: { name?: unknown }; object?: Record<string, unknown> };
  time?: unknown;
  bucket?: unknown;
  key?: unknown;
  status?: string;
}

function parsed(json: string): Parsed | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Parsed) : undefined;
  } catch {
    return undefined;
  }
}
