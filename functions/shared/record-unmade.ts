import { outcomeKey, problemWithKey, renditionKey } from './keys.ts';
import type { OutcomeRecord } from './outcome-record.ts';
import { writeOutcome } from './protocol/outcome.ts';
import type { Run, Stores } from './protocol/run.ts';
import type { RejectionReason } from './reasons.ts';
import type { RenditionSettings } from './renditions.ts';
import { sourceOf } from './source.ts';

/** A photo that has no renditions, and why. */
export type Unmade =
  | { status: 'rejected'; reason: RejectionReason; detail: string }
  | { status: 'failed'; detail: string };

export interface RecordSettings {
  uploadsPrefix: string;
  renditions: RenditionSettings;
  /** What becomes of a rejected upload. */
  onReject: 'keep' | 'delete';
  time: Date;
}

/** Writes the record by the protocol, and deletes a rejected upload where the settings say so. */
export async function recordUnmade(
  stores: Stores,
  run: Run,
  unmade: Unmade,
  { uploadsPrefix, renditions, onReject, time }: RecordSettings,
): Promise<void> {
  const { key, etag, versionId, sequencer } = run.upload;
  // Never outside our folder, whatever somebody started an execution with.
  const deletes = unmade.status === 'rejected' && onReject === 'delete' && key.startsWith(uploadsPrefix);
  const source = sourceOf({ etag, versionId, sequencer });
  const record: OutcomeRecord = { ...unmade, source, claim: run.claim, time: time.toISOString() };
  const planned = renditions.renditionsFor(key);
  const nameable = problemWithKey(key, uploadsPrefix, planned) === undefined;
  await writeOutcome(
    stores,
    run,
    {
      key: outcomeKey(key),
      body: JSON.stringify(record),
      contentType: 'application/json',
      status: unmade.status,
    },
    nameable ? renditionKey(key, uploadsPrefix, planned[0]) : undefined,
    deletes ? 'delete' : 'keep',
  );
  if (deletes) await stores.uploads.remove(key, run.upload);
}
