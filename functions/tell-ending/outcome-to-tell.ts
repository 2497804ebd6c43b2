import { SupersededPhotoError } from '../shared/errors.ts';
import { outcomeKey, problemWithKey, renditionKey } from '../shared/keys.ts';
import { type NoticeStatus, type Outcome, type WordedNotice, wordNotice } from '../shared/notice.ts';
import type { Observer } from '../shared/observed.ts';
import { look } from '../shared/protocol/provenance.ts';
import { type Execution, type Run, type Stores, standingOf } from '../shared/protocol/run.ts';
import { recordUnmade } from '../shared/record-unmade.ts';
import type { RenditionSettings } from '../shared/renditions.ts';
import { photoStatus } from '../shared/status.ts';

export interface TellSettings {
  uploadsPrefix: string;
  uploadsBucket: string;
  thumbnailsBucket: string;
  renditions: RenditionSettings;
}

export interface BadEnding {
  execution: Execution;
  /** How it ended, in a word. */
  ending: string;
  /** The failure has been told; that the photo was made after all, perhaps not. */
  failureTold: boolean;
}

interface ToTell {
  status: NoticeStatus;
  notice: WordedNotice;
}

/**
 * What is true of the photo now: its workflow may have died after the work was done. Undefined when there is
 * nothing to tell, or another execution tells it.
 */
export async function outcomeToTell(
  stores: Stores,
  run: Run,
  settings: TellSettings,
  { execution, ending, failureTold }: BadEnding,
  { log, count }: Observer,
): Promise<ToTell | undefined> {
  const { upload } = run;
  const time = new Date(stores.now());
  const worded = (outcome: Outcome): ToTell => ({
    status: outcome.status,
    notice: wordNotice(outcome, { upload, settings: run.settings, execution: execution.id, time }),
  });

  if (isNotOurs(run, settings)) {
    log.info('Nothing to tell: the object is not in our folder', { ending });
    return undefined;
  }
  try {
    if (standingOf(await stores.uploads.head(upload.key), upload) !== 'current') {
      log.info('Nothing to tell: the upload is not what the key holds', { ending });
      return undefined;
    }
    const known = await knownOutcome(stores, run, settings);
    if (known !== undefined) return worded(known);
    if (failureTold) {
      log.info('The execution has told of its failure already', { ending });
      return undefined;
    }
    const failed = failedBecause(ending);
    await recordUnmade(stores, run, failed, { ...settings, onReject: 'keep', time });
    count('PhotosFailed');
    return worded(failed);
  } catch (error) {
    if (error instanceof SupersededPhotoError) {
      log.info('Nothing to tell: another execution does', { reason: error.reason });
      return undefined;
    }
    if (failureTold) throw error;
    // This is the last word: where S3 refuses us, which may be why the workflow failed, it has to go out all the same.
    log.error('The failure could not be recorded, and is told all the same', { error });
    return worded(failedBecause(ending));
  }
}

function failedBecause(ending: string) {
  return { status: 'failed', detail: `The workflow ended before it could tell (${ending}).` } as const;
}

function isNotOurs({ upload }: Run, { uploadsBucket, uploadsPrefix }: TellSettings): boolean {
  return upload.bucket !== uploadsBucket || !upload.key.startsWith(uploadsPrefix);
}

async function knownOutcome(stores: Stores, run: Run, settings: TellSettings): Promise<Outcome | undefined> {
  const { key } = run.upload;
  const { uploadsPrefix, renditions, thumbnailsBucket } = settings;
  const planned = renditions.renditionsFor(key);
  if (problemWithKey(key, uploadsPrefix, planned) !== undefined) return undefined;
  const status = await photoStatus({ key, ...stores, uploadsPrefix, renditions });
  if (status?.status === 'done') {
    await leaveToOther(stores, run, renditionKey(key, uploadsPrefix, planned[0]));
    return {
      status: 'done',
      renditions: status.renditions.map((each) => ({ ...each, bucket: thumbnailsBucket })),
    };
  }
  if (status?.status === 'rejected' && status.reason !== undefined) {
    await leaveToOther(stores, run, outcomeKey(key));
    return { status: 'rejected', reason: status.reason, detail: status.detail ?? '' };
  }
  return undefined;
}

/** Work of another execution is told by that execution, or by its own ending. */
async function leaveToOther(stores: Stores, run: Run, key: string): Promise<void> {
  const found = await look(stores.thumbnails, key);
  if (found?.provenance !== undefined && found.provenance.claim !== run.claim) {
    throw new SupersededPhotoError('duplicate', 'another execution made it');
  }
}
