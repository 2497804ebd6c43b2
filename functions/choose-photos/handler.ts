import { createHash } from 'node:crypto';
import { outcomeKey, problemWithKey } from '../shared/keys.ts';
import type { Observer } from '../shared/observed.ts';
import { outcomeRecordFrom } from '../shared/outcome-record.ts';
import type { RenditionSettings } from '../shared/renditions.ts';
import { type PhotoStatus, photoStatus } from '../shared/status.ts';
import type { SourceBucket, ThumbnailsBucket } from '../shared/store.ts';
import type { Batch, ChosenPhoto, ChosenPhotos, Verdict } from './answers.ts';
import { listedObject } from './listed.ts';

interface Dependencies {
  uploads: SourceBucket;
  thumbnails: ThumbnailsBucket;
  uploadsBucket: string;
  uploadsPrefix: string;
  renditions: RenditionSettings;
}

/** Photos that are looked at at the same time; each takes some requests. */
const atOnce = 10;

/** The state "Choose Photos": of the objects of a batch, those that have to be made. */
export function choosePhotos(dependencies: Dependencies) {
  return async ({ BatchInput: batch, Items, execution }: Batch, { log }: Observer): Promise<ChosenPhotos> => {
    const photos: ChosenPhoto[] = [];
    const counts: Record<Verdict, number> = { current: 0, outdated: 0, without: 0, rejected: 0, ignored: 0 };
    const waiting = Items.values();
    const looking = Array.from({ length: atOnce }, async () => {
      for (const item of waiting) {
        const { verdict, source } = await judge(item, batch, dependencies);
        counts[verdict] += 1;
        const wanted = verdict === 'outdated' || verdict === 'without';
        if (source !== undefined && (wanted || (verdict === 'rejected' && batch.rejectedToo))) {
          photos.push(chosen(source, execution.name, dependencies.uploadsBucket));
        }
      }
    });
    await Promise.all(looking);
    log.info('Chose photos', { ...counts, photos: photos.length });
    const mayFail = Math.floor((photos.length * batch.toleratedFailurePercentage) / 100);
    return { ...counts, photos, mayFail };
  };
}

type Source = { key: string; bytes: number; etag: string; versionId?: string };

interface Judgement {
  verdict: Verdict;
  /** What the key holds. */
  source?: Source;
}

const ignored: Judgement = { verdict: 'ignored' };

async function judge(
  item: unknown,
  { listedBy }: Batch['BatchInput'],
  dependencies: Dependencies,
): Promise<Judgement> {
  const { uploadsBucket, uploadsPrefix, renditions } = dependencies;
  const listed = listedObject(item, listedBy, uploadsBucket);
  if (listed === undefined) return ignored;
  const { key, size } = listed;
  if (!key.startsWith(uploadsPrefix) || (key.endsWith('/') && size === 0)) return ignored;
  const unnameable = problemWithKey(key, uploadsPrefix, renditions.renditionsFor(key)) !== undefined;
  if (unnameable) return judgeByRecord(key, dependencies);
  const photo = await photoStatus({ key, ...dependencies });
  if (photo === undefined) return ignored; // deleted since it was listed
  const { status, source, bytes } = photo;
  return { verdict: verdicts[status], source: { key, bytes, ...source } };
}

/** No rendition can have a name that follows from this key: what there is to see is whether its owner has been told. */
async function judgeByRecord(key: string, { uploads, thumbnails }: Dependencies): Promise<Judgement> {
  const [head, record] = await Promise.all([uploads.head(key), thumbnails.read(outcomeKey(key))]);
  if (head === undefined) return ignored;
  const told = record && outcomeRecordFrom(record.text)?.source.etag === head.etag;
  return { verdict: told ? 'rejected' : 'without', source: { key, ...head } };
}

const verdicts: Readonly<Record<PhotoStatus['status'], Verdict>> = {
  done: 'current',
  outdated: 'outdated',
  rejected: 'rejected',
  failed: 'without',
  waiting: 'without',
};

/** As the event of its upload would ask for it, but for the sequencer, which only that event knows. */
function chosen({ key, etag, versionId, bytes }: Source, run: string, bucket: string): ChosenPhoto {
  const hash = createHash('sha256').update(JSON.stringify([run, key, versionId ?? etag]));
  const version = versionId === undefined ? {} : { 'version-id': versionId };
  return {
    key,
    name: `backfill-${hash.digest('hex').slice(0, 40)}`,
    event: {
      cause: 'backfill',
      detail: { bucket: { name: bucket }, object: { key, size: bytes, etag, ...version } },
    },
  };
}
