import { followDeletion } from '../../../functions/follow-deletion/handler.ts';
import { recordOutcome } from '../../../functions/record-outcome/handler.ts';
import { resizePhoto } from '../../../functions/resize/handler.ts';
import { observed } from '../../../functions/shared/observed.ts';
import { photo } from '../../fixtures/pictures.ts';
import { execution, photoSettings, photoStores } from '../../support/photo-stores.ts';

// A photo that is done, one that is gone, one that is rejected, one that failed and one that was deleted, by the functions as they deploy but
// for S3: what they write is what CloudWatch would count. It is a process of its own, since they write to stdout.

const context = {
  functionName: 'f',
  functionVersion: '1',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '128',
  awsRequestId: 'id',
};
const stores = photoStores();
const run = <Input, Result>(handle: (input: Input) => Promise<Result>, input: Input) =>
  handle(input).catch(() => undefined); // thrown for the state machine

const resize = observed(resizePhoto(stores, photoSettings));
const record = observed(recordOutcome(stores, { ...photoSettings, onReject: 'keep' }));
const follow = observed(followDeletion(stores, { ...photoSettings, onReject: 'keep' }));
const invoke =
  <Input>(handler: (input: Input, about: never) => Promise<unknown>) =>
  (input: Input) =>
    handler(input, context as never);

const picture = await photo({ width: 40, height: 30 }).jpeg().toBuffer();
const detail = stores.buckets.upload('uploads/1/cat.jpg', picture);
const gone = { ...detail, object: { ...detail.object, key: 'uploads/2/gone.jpg' } };
const empty = stores.buckets.upload('uploads/3/empty.jpg', Buffer.alloc(0));
const broken = stores.buckets.upload('uploads/4/broken.jpg', picture);
const event = { time: new Date().toISOString() };

await run(invoke(resize), { detail, event, execution });
await run(invoke(resize), { detail: gone, event, execution });
await run(invoke(record), { status: 'rejected' as const, input: { detail: empty }, execution });
const error = { Error: 'TypeError', Cause: '{}' };
await run(invoke(record), { status: 'failed' as const, input: { detail: broken, error }, execution });
const deleted = stores.buckets.deleteUpload('uploads/1/cat.jpg');
await run(invoke(follow), { detail: deleted, event, execution });
