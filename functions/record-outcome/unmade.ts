import { problemWithKey } from '../shared/keys.ts';
import { isRejectionReason, type RejectionReason, rejectionReasons } from '../shared/reasons.ts';
import type { Unmade } from '../shared/record-unmade.ts';
import type { RenditionSettings } from '../shared/renditions.ts';
import type { Upload } from '../shared/source.ts';
import { fieldsOf, parsed } from '../shared/untrusted.ts';

/** What a Catch of the state machine hands on: texts that anything may stand in. */
export interface CaughtError {
  Error?: unknown;
  Cause?: unknown;
}

/** Why the photo was rejected: RejectedPhotoError carries it; without one, Validate Key decided by key and size. */
export function rejectionOf(
  error: CaughtError | undefined,
  upload: Upload,
  uploadsPrefix: string,
  renditions: RenditionSettings,
): Unmade {
  const given = reasonIn(error?.Cause);
  if (given !== undefined) return { status: 'rejected', ...given };
  const problem = problemWithKey(upload.key, uploadsPrefix, renditions.renditionsFor(upload.key));
  if (problem !== undefined) return { status: 'rejected', reason: 'invalid-key', detail: problem };
  const reason = upload.size === 0 ? 'empty' : 'corrupt';
  return { status: 'rejected', reason, detail: rejectionReasons[reason] };
}

/** The name of the error says enough to its reader; the cause may say too much, and stands in the log. */
export function failureOf(error: CaughtError | undefined): Unmade {
  const name = error?.Error;
  const named = typeof name === 'string' && /^[\w.]{1,100}$/.test(name);
  return { status: 'failed', detail: `The photo could not be processed${named ? ` (${name})` : ''}.` };
}

/** Lambda's cause is JSON around the error's message, which for RejectedPhotoError is JSON again. */
function reasonIn(cause: unknown): { reason: RejectionReason; detail: string } | undefined {
  const { errorMessage } = fieldsOf(parsed(cause));
  const { reason, detail } = fieldsOf(parsed(errorMessage));
  if (!isRejectionReason(reason)) return undefined;
  return { reason, detail: typeof detail === 'string' && detail !== '' ? detail : rejectionReasons[reason] };
}
