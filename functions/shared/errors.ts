// The contract between the functions and the state machine: one class for each decision of the workflow.
// photo.asl.json matches these names (Lambda reports an error's `name`, and `class X extends Error {}` has
// the name "Error"). Whatever else is thrown is a bug or a fault and takes the failure branch.
import type { RejectionReason } from './reasons.ts';

/** The photo is at fault: tell its owner, never retry. The message is data for the record, the stack is noise. */
export class RejectedPhotoError extends Error {
  override readonly name = 'RejectedPhotoError';
  readonly reason: RejectionReason;
  readonly detail: string;

  constructor(reason: RejectionReason, detail: string, options?: ErrorOptions) {
    super(JSON.stringify({ reason, detail }), options);
    this.reason = reason;
    this.detail = detail;
    this.stack = '';
  }
}

/** Somebody else's run tells about this photo, or nobody has to: end green, say nothing. */
export type SupersededReason =
  | 'duplicate' // another execution for the same upload is at work beside us
  | 'newer' // the key was uploaded again since
  | 'gone'; // the source is not there any more

export class SupersededPhotoError extends Error {
  override readonly name = 'SupersededPhotoError';
  readonly reason: SupersededReason;

  constructor(reason: SupersededReason, detail: string) {
    super(JSON.stringify({ reason, detail }));
    this.reason = reason;
    this.stack = '';
  }
}

/** S3 answers that it is busy or broken, or does not answer: worth a retry with backoff. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
}
