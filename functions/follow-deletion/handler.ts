import { outcomeKey, problemWithKey, renditionKey, renditionsFolder } from '../shared/keys.ts';
import { type WordedNotice, wordNotice } from '../shared/notice.ts';
import type { Observer } from '../shared/observed.ts';
import { type Deletion, removeDeleted, type Standing } from '../shared/protocol/deletion.ts';
import { type Found, look, type Provenance } from '../shared/protocol/provenance.ts';
import { type Execution, type Stores, standingOf } from '../shared/protocol/run.ts';
import type { RenditionSettings } from '../shared/renditions.ts';
import { isBefore, restored } from '../shared/source.ts';
import type { SourceHead } from '../shared/store.ts';
import { deletionOf, type ObjectDeletedDetail } from './deletion.ts';

export interface DeletionInput {
  detail: ObjectDeletedDetail;
  /** The whole event: when it happened stands beside the detail. */
  event?: { time?: unknown };
  execution: Execution;
}

/** What the state machine does next: tell, have the photo processed again, or nothing. */
export type AfterDeletion =
  | { now: 'deleted'; notice: WordedNotice }
  | { now: 'back'; detail: ReturnType<typeof restored> }
  | { now: 'settled' };

export interface DeletionSettings {
  uploadsPrefix: string;
  renditions: RenditionSettings;
  /** What becomes of a rejected upload. */
  onReject: 'keep' | 'delete';
}

/**
 * The state "Follow Deletion": leaves nothing of what was deleted. Whatever the event says, what the key holds now
 * decides: S3 tells the end of a delete marker as a deletion too, and events come late and in any order.
 */
export function followDeletion(stores: Stores, settings: DeletionSettings) {
  return async (
    { detail, event, execution }: DeletionInput,
    { log, count }: Observer,
  ): Promise<AfterDeletion> => {
    const { bucket, key, by, requester, ...deletion } = deletionOf(detail);
    const outcome = outcomeKey(key);
    if (settings.onReject === 'delete' && (await isOfRejected(stores, outcome, deletion))) {
      return { now: 'settled' };
    }
    const { uploadsPrefix, renditions } = settings;
    const nameable = problemWithKey(key, uploadsPrefix, renditions.renditionsFor(key)) === undefined;
    const photo = { key, outcome, ...(nameable && { folder: renditionsFolder(key, uploadsPrefix) }) };
    const { current, standing, removed } = await removeDeleted(stores, photo, deletion);

    if (current === undefined) {
      if (!removed && key.endsWith('/')) return { now: 'settled' }; // the mark of a folder, never a photo
      const time = new Date(stores.now());
      const about = { upload: { bucket, key, ...deletion }, settings: '', execution: execution.id, time };
      const told = { kind: deletion.kind, by, ...(requester && { requester }) };
      count('PhotosDeleted');
      log.info('Photo deleted', { removed });
      return { now: 'deleted', notice: wordNotice({ status: 'deleted', deletion: told }, about) };
    }

    // Without versions nothing comes back: an upload that is there is a newer one, and has an event of its own.
    const { versionId } = current;
    if (versionId === undefined) return { now: 'settled' };
    const its = standing.filter(({ provenance }) => isOf(provenance, current));
    const since = typeof event?.time === 'string' ? Date.parse(event.time) : Number.NaN;
    const heard = !its.some((each) => mayBeUnheard(each, deletion, since));
    if (heard && hasOutcome(its, key, settings)) return { now: 'settled' };
    log.info('An upload has come back, or is still on its way: it is processed again', { versionId });
    const { sequencer } = deletion;
    return { now: 'back', detail: restored({ bucket, key, sequencer, source: current }) };
  };
}

function isOf(provenance: Provenance | undefined, current: SourceHead): boolean {
  return provenance !== undefined && standingOf(current, provenance.source) === 'current';
}

/** As in functions/shared/status.ts: a record, all renditions of today's settings, or some of other settings alone. */
function hasOutcome(
  its: readonly Standing[],
  key: string,
  { renditions, uploadsPrefix }: DeletionSettings,
): boolean {
  if (its.some((each) => each.key === outcomeKey(key))) return true;
  const today = its.filter(({ provenance }) => provenance?.settings === renditions.fingerprintFor(key));
  const wanted = renditions.renditionsFor(key).map((each) => renditionKey(key, uploadsPrefix, each));
  if (today.length === 0) return its.length > 0;
  return wanted.every((each) => today.some((made) => made.key === each));
}

/**
 * Made since the deletion, for an event from before it: a run that came late. What it tells is outranked by a notice of
 * the deletion that may have gone before.
 */
function mayBeUnheard({ provenance, lastModified }: Found, { sequencer }: Deletion, since: number): boolean {
  if (provenance === undefined || lastModified.getTime() < since) return false;
  return isBefore(provenance.source, sequencer);
}

/** The workflow deletes what it rejects where it was told to, and has told of it: its record stays. */
async function isOfRejected(
  stores: Stores,
  outcome: string,
  { kind, versionId }: Deletion,
): Promise<boolean> {
  if (kind !== 'permanent') return false;
  const record = await look(stores.thumbnails, outcome);
  return record?.metadata.status === 'rejected' && record.provenance?.source.versionId === versionId;
}
