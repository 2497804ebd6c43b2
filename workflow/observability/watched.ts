import type { Backfill } from '../backfill.ts';
import type { BufferedTrigger } from '../buffered-trigger.ts';
import type { DeletionFollower } from '../deletion-follower.ts';
import type { DirectTrigger } from '../direct-trigger.ts';
import type { DeadLetterEndings, ExecutionEndings } from '../ending-teller.ts';
import type { PhotoFunction } from '../photo-function.ts';
import type { PhotoMachine } from '../photo-machine.ts';
import type { UploadLinks } from '../upload-links.ts';

/** The parts of a workflow, whatever the delivery: what is absent has no alarm and no place on the dashboard. */
export interface Watched {
  readonly machine: PhotoMachine;
  readonly links: UploadLinks;
  readonly trigger: DirectTrigger | BufferedTrigger;
  readonly endings?: ExecutionEndings | DeadLetterEndings;
  readonly backfill?: Backfill;
  readonly deletions?: DeletionFollower;
}

/** By the construct's place in the workflow, as its alarms and its lines of the dashboard name it. */
export function functionsOf(watched: Watched): Record<string, PhotoFunction> {
  const { machine, links, trigger, endings, backfill, deletions } = watched;
  return {
    resize: machine.resizePhoto,
    'record-outcome': machine.recordOutcome,
    presign: links.presign,
    ...('starter' in trigger && { 'start-execution': trigger.starter }),
    ...(endings && { 'tell-ending': endings.teller }),
    ...(backfill && { 'choose-photos': backfill.choosePhotos }),
    ...(deletions && { 'follow-deletion': deletions.follower }),
  };
}
