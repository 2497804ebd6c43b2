import type { RequestListener } from 'node:http';
import type { Alarms } from '../alarms/index.ts';
import type { KeyPair } from '../credentials.ts';
import { everyPage } from '../every-page.ts';
import type { FailNext } from '../fail-next.ts';
import type { Inbox } from '../inbox.ts';
import type { Queues } from '../queues/index.ts';
import type { S3 } from '../s3/index.ts';
import type { States } from '../states/index.ts';
import { Problem } from './answers.ts';
import type { About, Counts, NoticeView } from './api.ts';
import { Live } from './live.ts';
import { PhotoBook } from './photo-book.ts';
import { isRendition } from './rendition.ts';
import { consoleServer, type PageFiles } from './server.ts';
import { brokenPhoto, requestLink, requestStatus, upload } from './upload-client.ts';
import { toldBy } from './upload-of.ts';

interface Options {
  about: About;
  files: PageFiles;
  s3: S3;
  states: States;
  queues: Queues;
  inbox: Inbox;
  failNext: FailNext;
  alarms: Pick<Alarms, 'views' | 'onChange'>;
  uploadsBucket: string;
  thumbnailsBucket: string;
  /** ARNs of the buffered delivery's queues. */
  buffer?: { waiting: string; deadLetters: string; parked: string };
  links: { url: string; region: string; credentials: KeyPair };
  log(error: unknown): void;
}

export interface Console extends Disposable {
  listener: RequestListener;
}

const pageSize = 100;

/** What the page shows, kept up to date by listening to all the others, and its server. */
export function openConsole(options: Options): Console {
  const { about, files, s3, states, queues, inbox, failNext, alarms, uploadsBucket, thumbnailsBucket, log } =
    options;
  const live = new Live({ snapshot, counts, photosInAll: () => book.size });
  let listening = false;
  const places = {
    uploadsBucket,
    uploadsPrefix: about.uploadsPrefix,
    machineArn: about.outputs.StateMachineArn as string,
    deletionsArn: about.outputs.DeletionStateMachineArn,
    exists: (key: string) => s3.current(uploadsBucket, key) !== undefined,
  };
  const book = new PhotoBook(places, (photo) => listening && live.photo(photo));
  recall(book, options);
  listening = true;

  s3.onChange(({ kind, bucket, key, versionId, info }) => {
    if (bucket === uploadsBucket) {
      const current = info ?? s3.current(bucket, key);
      if (kind === 'deleted') book.deleted(key, current === undefined ? undefined : versionId);
      if (current !== undefined) book.uploaded(current); // a delete marker that goes brings back what it hid
    } else if (bucket === thumbnailsBucket && isRendition(key)) {
      if (kind === 'created' && info !== undefined) book.rendered(info);
      else book.unrendered(key);
    }
    live.soon();
  });
  states.onChange((arn) => {
    const execution = states.summary(arn);
    if (execution === undefined) return;
    book.executed(execution);
    live.execution(arn);
    if (execution.status !== 'RUNNING') failNext.ended(arn);
  });
  inbox.onAdded((notice) => {
    noticed(notice, book, uploadsBucket);
    live.notice(notice);
  });
  queues.onChange(() => live.soon());
  failNext.onChange((on) => live.failing(on));
  alarms.onChange(() => live.alarmed(alarms.views()));

  function counts(): Counts {
    const { buffer } = options;
    if (buffer === undefined) return book.totals;
    const { waiting, beingWorkedOn } = queues.counts(buffer.waiting);
    const all = (arn: string) => queues.counts(arn).waiting + queues.counts(arn).beingWorkedOn;
    const [deadLetters, parked] = [all(buffer.deadLetters), all(buffer.parked)];
    return { ...book.totals, queues: { waiting, beingWorkedOn, deadLetters, parked } };
  }

  function snapshot() {
    return {
      about,
      counts: counts(),
      photos: book.newest(pageSize),
      photosInAll: book.size,
      notices: inbox.newest(pageSize),
      failNext: failNext.on,
      alarms: alarms.views(),
    };
  }

  const listener = consoleServer({
    files,
    live,
    thumbnails: { s3, bucket: thumbnailsBucket },
    awsOrigin: about.endpoints.aws,
    log,
    desk: {
      photos: (before, status) => book.newest(pageSize, before, status),
      photo: (id) => book.photo(id),
      notices: (before) => inbox.newest(pageSize, before),
      execution: (arn) => states.detail(arn),
      link: (wanted) => requestLink(options.links, wanted),
      status: (key) => requestStatus(options.links, key),
      sendBroken: async () => upload(options.links, 'broken.jpg', await brokenPhoto()),
      failNext: (on) => failNext.arm(on),
      redrive: (execution) => {
        try {
          states.redrive(execution);
        } catch (error) {
          throw new Problem(409, (error as Error).message);
        }
      },
    },
  });
  return {
    listener,
    [Symbol.dispose]: () => live[Symbol.dispose](),
  };
}

/** What happened before this start: the executions say which uploads there were, in their order. */
function recall(book: PhotoBook, options: Options): void {
  const { states, s3, inbox, uploadsBucket, thumbnailsBucket, about } = options;
  for (const execution of everyPage('arn', (more) => states.summaries(more))) book.executed(execution);
  const listed = (bucket: string, prefix: string) =>
    everyPage('key', (more) => s3.list(bucket, { prefix, ...more }));
  for (const info of listed(uploadsBucket, about.uploadsPrefix)) book.uploaded(info);
  for (const info of listed(thumbnailsBucket, 'thumbnails/')) book.rendered(info);
  for (const notice of inbox.all()) noticed(notice, book, uploadsBucket);
}

function noticed({ json }: NoticeView, book: PhotoBook, bucket: string): void {
  const told = toldBy(json, bucket);
  if (told !== undefined) book.told(told);
}
