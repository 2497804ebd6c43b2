import { followDeletion } from '../../../../functions/follow-deletion/handler.ts';
import { SupersededPhotoError } from '../../../../functions/shared/errors.ts';
import type { Entry } from '../../../../functions/shared/protocol/contend.ts';
import { writeOutcome } from '../../../../functions/shared/protocol/outcome.ts';
import { openSource, writeSet } from '../../../../functions/shared/protocol/rendition-set.ts';
import type { Run, Stores } from '../../../../functions/shared/protocol/run.ts';
import type { Rendition } from '../../../../functions/shared/renditions.ts';
import { uploadOf } from '../../../../functions/shared/source.ts';
import { recordingObserver } from '../../../support/recording-observer.ts';
import type { BegunRun } from './attempt.ts';
import type { Outside } from './outside.ts';
import { key } from './scenario.ts';

export const outcome = `outcomes/${key}.json`;

export interface Place {
  outside: Outside;
  stores: Stores;
  /** Whether the bytes of a rendition tell whose it is. */
  stamped: boolean;
}

/** What the functions do of a run that is about an upload, with the pictures left out. */
export async function makePhoto(
  place: Place,
  planned: BegunRun,
): Promise<'done' | 'rejected' | 'failed' | undefined> {
  const { claim, settings = 'ab', backfill, finds = 'a photo' } = planned;
  const { stores } = place;
  const { sequencer, ...withoutSequencer } = uploadOf(place.outside.eventOf(planned));
  const upload = backfill || sequencer === undefined ? withoutSequencer : { ...withoutSequencer, sequencer };
  let run: Run = { upload, claim, settings };
  const set = [...settings].map((name) => renditionOf(place, name, run)) as [Entry, ...Entry[]];
  const places = { renditions: set.map((each) => each.key), outcome };
  try {
    if (finds !== 'a fault') {
      const source = await openSource(stores, run, places);
      source.body.destroy();
      run = source.run;
    }
    if (finds === 'a photo') {
      await writeSet(stores, run, set, places);
      return 'done';
    }
    const status = finds === 'a fault' ? 'failed' : 'rejected';
    const body = `${status} ${claim} ${upload.etag}`;
    await writeOutcome(
      stores,
      run,
      { key: outcome, body, contentType: 'application/json', status },
      set[0].key,
    );
    return status;
  } catch (error) {
    if (error instanceof SupersededPhotoError) return undefined;
    throw error;
  }
}

function renditionOf({ outside, stamped }: Place, name: string, { upload, claim, settings }: Run): Entry {
  const stamp = stamped ? ` ${claim} ${upload.versionId ?? upload.sequencer}` : '';
  return {
    key: `thumbnails/photo.jpg/${name}.jpg`,
    body: `${outside.contentOf(upload)} ${name} ${settings}${stamp}`,
    contentType: 'image/jpeg',
    metadata: { width: '1', height: '1' },
  };
}

/** What Follow Deletion does, and the state after it: an upload that came back is begun as a run of its own. */
export async function follow(
  { outside, stores }: Place,
  { claim, settings = 'ab' }: BegunRun,
  { detail, time }: { detail: ReturnType<Outside['deletion']>; time: number },
  begin: (run: BegunRun) => void,
): Promise<'deleted' | undefined> {
  const renditions = [...settings].map((name) => ({ name, format: 'jpeg' })) as [Rendition, ...Rendition[]];
  const following = followDeletion(stores, {
    uploadsPrefix: 'uploads/',
    renditions: { renditionsFor: () => renditions, fingerprintFor: () => settings, prefixes: [] },
    onReject: 'keep',
  });
  const after = await following(
    { detail, event: { time: new Date(time).toISOString() }, execution: { id: claim, name: claim } },
    recordingObserver().observer,
  );
  if (after.now === 'back') {
    const upload = outside.numberOf(after.detail.object);
    begin({ upload, claim: `${claim} again`, settings, detail: after.detail });
  }
  return after.now === 'deleted' ? 'deleted' : undefined;
}
