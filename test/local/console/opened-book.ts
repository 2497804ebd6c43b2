import type { Photo } from '../../../local/console/api.ts';
import { PhotoBook } from '../../../local/console/photo-book.ts';
import type { ObjectInfo } from '../../../local/s3/index.ts';
import type { ExecutionSummary } from '../../../local/states/index.ts';

export const key = 'uploads/3f/cat.jpg';
export const at = Date.parse('2026-11-21T10:00:00Z');

/** An upload, its rendition and its execution, as they are unless a test says otherwise. */
export const upload = (over: Partial<ObjectInfo> = {}): ObjectInfo => ({
  ...{ bucket: 'up', key, versionId: 'v1', bytes: 5000, etag: 'e1', sequencer: '01', modified: at },
  ...{ contentType: 'image/jpeg', metadata: {} },
  ...over,
});

export const rendition = (over: Partial<ObjectInfo> = {}): ObjectInfo => ({
  ...upload({ bucket: 'thumbs', key: 'thumbnails/3f/cat.jpg/thumbnail.jpg', bytes: 400, etag: 'r1' }),
  metadata: { etag: 'e1', 'version-id': 'v1', width: '200', height: '133' },
  ...over,
});

export const execution = (over: Partial<ExecutionSummary> = {}, versionId = 'v1'): ExecutionSummary => ({
  ...{ arn: 'arn:1', name: '1', machineArn: 'm', status: 'RUNNING', begun: true, startedAt: at, redrives: 0 },
  input: JSON.stringify({
    time: '2026-11-21T10:00:00Z',
    detail: { bucket: { name: 'up' }, object: { key, size: 5000, etag: 'e1', 'version-id': versionId } },
  }),
  ...over,
});

export function open(exists: (key: string) => boolean = () => true) {
  const changes: Photo[] = [];
  const places = {
    uploadsBucket: 'up',
    uploadsPrefix: 'uploads/',
    machineArn: 'm',
    deletionsArn: 'd',
    exists,
  };
  const book = new PhotoBook(places, (photo) => changes.push(photo));
  return { book, changes, last: () => changes.at(-1) };
}

export const done = { status: 'done', key, versionId: 'v1' } as const;

export const statuses = (book: PhotoBook) =>
  Object.fromEntries(book.newest(10).map(({ id, status }) => [id, status]));
