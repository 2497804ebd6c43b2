import type { AfterDeletion } from '../../functions/follow-deletion/handler.ts';
import type { ResizeResult } from '../../functions/resize/handler.ts';
import {
  RejectedPhotoError,
  StorageUnavailableError,
  SupersededPhotoError,
} from '../../functions/shared/errors.ts';
import type { WordedNotice } from '../../functions/shared/notice.ts';

/** What a task meets with. Silence: nothing ever answers. */
export type Answer = object | Error | 'silence';

/** Text of all that a definition must not touch on the way. */
const awkward = 'a "quoted" \\ name, a {brace}, $.path, \u{1F600}\nand a second line';

export const made = {
  renditions: [
    {
      name: 'thumbnail',
      bucket: 'thumbnails-bucket',
      key: 'thumbnails/3f/cat.jpg/thumbnail.jpg',
      width: 200,
      height: 150,
      format: 'jpeg',
      bytes: 9_871,
    },
  ],
  source: { width: 4000, height: 3000, format: 'jpeg', bytes: 184_213 },
  notice: { json: JSON.stringify({ status: 'done', awkward }), text: `done: ${awkward}` },
} satisfies ResizeResult;

export const followed = {
  now: 'deleted',
  notice: { json: JSON.stringify({ status: 'deleted', awkward }), text: `deleted: ${awkward}` },
} satisfies AfterDeletion;

function recorded(status: string): { notice: WordedNotice } {
  return { notice: { json: JSON.stringify({ status, awkward }), text: `${status}: ${awkward}` } };
}

export const rejectionRecorded = recorded('rejected');
export const failureRecorded = recorded('failed');

export const rejected = new RejectedPhotoError('unsupported-format', 'This is a HEIC picture.');
export const superseded = new SupersededPhotoError('gone', 'the source is not there any more');
export const storageBusy = new StorageUnavailableError('S3 answered 503 SlowDown');
export const bug = new TypeError('undefined is not a function');

/** An error that no class of ours stands for: of Lambda, of the AWS SDK, of Step Functions. */
export function named(name: string): Error {
  return Object.assign(new Error(`${name} happened`), { name });
}

export const accessDenied = named('AccessDenied');
export const topicDown = named('SNS.InternalErrorException');

/** Lambda or S3 has no room or no answer just now. */
export const busy = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'StorageUnavailableError',
];
/** Out of memory, out of time, or dead. */
export const crashed = ['Lambda.Unknown', 'Runtime.ExitError', 'Sandbox.Timedout', 'States.Timeout'];

export function times(count: number, answer: Answer): Answer[] {
  return Array.from({ length: count }, () => answer);
}
