import { StorageUnavailableError, SupersededPhotoError } from '../shared/errors.ts';
import { type WordedNotice, wordNotice } from '../shared/notice.ts';
import type { Observer } from '../shared/observed.ts';
import { claimOf, type Execution, type Run, type Stores } from '../shared/protocol/run.ts';
import { type RecordSettings, recordUnmade } from '../shared/record-unmade.ts';
import { type ObjectCreatedDetail, uploadOf } from '../shared/source.ts';
import { type CaughtError, failureOf, rejectionOf } from './unmade.ts';

export interface RecordInput {
  status: 'rejected' | 'failed';
  /** The state machine's data: the event, and the error unless Validate Key decided. */
  input: { detail: ObjectCreatedDetail; error?: CaughtError };
  execution: Execution;
}

/** The states "Record Rejection" and "Record Failure": one record and one notice for a photo that was not made. */
export function recordOutcome(stores: Stores, settings: Omit<RecordSettings, 'time'>) {
  return async (
    { status, input, execution }: RecordInput,
    { log, count }: Observer,
  ): Promise<{ notice: WordedNotice }> => {
    const upload = uploadOf(input.detail);
    const unmade =
      status === 'rejected'
        ? rejectionOf(input.error, upload, settings.uploadsPrefix, settings.renditions)
        : failureOf(input.error);
    const run: Run = {
      upload,
      claim: claimOf(execution.name),
      settings: settings.renditions.fingerprintFor(upload.key),
    };
    const time = new Date(stores.now());

    await orTellAnyway(status, log, () => recordUnmade(stores, run, unmade, { ...settings, time }));
    if (unmade.status === 'rejected') count('PhotosRejected', 1, { reason: unmade.reason });
    else count('PhotosFailed');
    log.info(`Photo ${status}`, { ...unmade });
    return { notice: wordNotice(unmade, { upload, settings: run.settings, execution: execution.id, time }) };
  };
}

/** A failure is told even where it cannot be recorded. Storage that is busy is the state machine's to retry. */
async function orTellAnyway(status: string, log: Observer['log'], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const decided = error instanceof SupersededPhotoError || error instanceof StorageUnavailableError;
    if (status === 'rejected' || decided) throw error;
    log.error('The failure could not be recorded, and is told all the same', { error });
  }
}
