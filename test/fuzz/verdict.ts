import sharp from 'sharp';
import { type ResizeResult, resizePhoto } from '../../functions/resize/handler.ts';
import type { NoticedRendition } from '../../functions/shared/notice.ts';
import { isRejectionReason } from '../../functions/shared/reasons.ts';
import { formats, type Rendition, renditionSettings } from '../../functions/shared/renditions.ts';
import { execution, photoSettings, photoStores } from '../support/photo-stores.ts';
import { recordingObserver } from '../support/recording-observer.ts';

/** How a mutant ended: as it may, or with what is wrong about it. */
export type Verdict =
  | { end: 'renditions' }
  | { end: 'rejected'; reason: string; byDecoder: boolean }
  | { end: 'wrong'; what: string };

/** Every format and fit, small enough that a thousand mutants take seconds. */
const asked: readonly Rendition[] = [
  { name: 'a-thumbnail', width: 64, fit: 'inside', format: 'jpeg', quality: 80 },
  { name: 'b-square', width: 24, height: 24, fit: 'cover', format: 'webp', quality: 80 },
  { name: 'c-barred', width: 30, height: 40, fit: 'contain', format: 'png', quality: 80 },
  { name: 'd-small', height: 16, width: 40, fit: 'inside', format: 'avif', quality: 50 },
];
const settings = { ...photoSettings, renditions: renditionSettings(JSON.stringify(asked)) };
const key = 'uploads/mutant';

/** The whole way of a mutant through Resize Photo, with buckets in memory. */
export async function verdictOn(mutant: Buffer): Promise<Verdict> {
  const stores = photoStores();
  const { observer } = recordingObserver();
  const detail = stores.buckets.upload(key, mutant);
  try {
    const result = await resizePhoto(stores, settings)({ detail, execution }, observer);
    const problem = await problemWith(result, (at) => stores.buckets.objects.get(at)?.body);
    return problem === undefined ? { end: 'renditions' } : { end: 'wrong', what: problem };
  } catch (error) {
    if (stores.buckets.objects.size > 0) return { end: 'wrong', what: `left behind after ${error}` };
    return verdictOnError(error);
  }
}

/** As the state machine sees an error: its name, and a message that is JSON. */
function verdictOnError(error: unknown): Verdict {
  const { name, message, stack, cause } = error as Error;
  if (name !== 'RejectedPhotoError') return { end: 'wrong', what: `untyped: ${stack ?? name}` };
  const { reason, detail } = JSON.parse(message);
  if (!isRejectionReason(reason)) return { end: 'wrong', what: `no such reason: ${message}` };
  if (typeof detail !== 'string' || detail === '') return { end: 'wrong', what: `no detail: ${message}` };
  return { end: 'rejected', reason, byDecoder: cause !== undefined };
}

async function problemWith(
  { renditions }: ResizeResult,
  stored: (key: string) => Buffer | undefined,
): Promise<string | undefined> {
  if (renditions.length !== asked.length) return `${renditions.length} renditions of ${asked.length}`;
  for (const [index, each] of renditions.entries()) {
    const body = stored(each.key);
    const wanted = asked[index];
    if (body === undefined || wanted === undefined) return `nothing at ${each.key}`;
    const problem = await problemWithRendition(body, each, wanted);
    if (problem !== undefined) return `${each.name}: ${problem}`;
  }
  return undefined;
}

async function problemWithRendition(
  body: Buffer,
  told: NoticedRendition,
  wanted: Rendition,
): Promise<string | undefined> {
  const { format, width, height, space, exif, xmp, icc, iptc, orientation, comments, pages } =
    await sharp(body).metadata();
  const formatRead = format === 'heif' ? 'avif' : format;
  if (formatRead !== wanted.format || !(wanted.format in formats)) return `is ${format}`;
  if (width !== told.width || height !== told.height) return `is ${width} x ${height}, told otherwise`;
  if (width > (wanted.width ?? width) || height > (wanted.height ?? height)) return `is ${width} x ${height}`;
  if (space !== 'srgb') return `is in ${space}`;
  if (exif ?? xmp ?? icc ?? iptc ?? orientation) return 'has metadata';
  if ((pages ?? 1) > 1) return `has ${pages} pages`;
  const foreign = (comments ?? []).filter(({ keyword }) => keyword !== 'darkroom');
  if (foreign.length > 0) return `has comments: ${JSON.stringify(foreign)}`;
  // 'warning' is the strictest: an encoder's own output has nothing to warn of.
  await sharp(body, { failOn: 'warning' }).raw().toBuffer();
  return undefined;
}
