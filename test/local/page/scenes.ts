import { readFileSync } from 'node:fs';
import type {
  About,
  AlarmView,
  Counts,
  ExecutionDetail,
  MachineDefinition,
  NoticeView,
  Photo,
  PhotoStatus,
  StateVisit,
} from '../../../local/console/api.ts';

const definitionIn = (file: string): MachineDefinition =>
  JSON.parse(readFileSync(new URL(`../../../statemachine/${file}`, import.meta.url), 'utf8'));

export const deletionsArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:DeletionMachine';

/** The real definitions; the rest as a run on one machine would say it. */
export const about = (more: Partial<About> = {}): About => ({
  mode: 'direct',
  region: 'us-east-1',
  uploadsPrefix: 'uploads/',
  maxBytes: 26_214_400,
  endpoints: { page: 'http://127.0.0.1:4100', aws: 'http://127.0.0.1:4101', links: 'http://127.0.0.1:4102' },
  outputs: {
    UploadsBucketName: 'photostack-uploads',
    ThumbnailsBucketName: 'photostack-thumbnails',
    NoticesTopicArn: 'arn:aws:sns:us-east-1:000000000000:notices',
    DeletionStateMachineArn: deletionsArn,
  },
  commands: [
    {
      what: 'A link for an upload',
      line: `curl -s http://127.0.0.1:4102 -H 'content-type: application/json' -d '{"fileName":"photo.jpg","contentType":"image/jpeg","size":48213}'`,
    },
  ],
  definition: definitionIn('photo.asl.json'),
  deletionDefinition: definitionIn('deletion.asl.json'),
  ...more,
});

const names = [
  'DSC_0412.jpg',
  'dunes at six.jpg',
  'IMG_2034.jpeg',
  'grandmother.png',
  'R0001873.webp',
  'harbour.avif',
];
const began = Date.parse('2026-03-14T09:00:00.000Z');

/** The nth photo of a long day; each later one is newer. */
export function photo(n: number, more: Partial<Photo> = {}): Photo {
  const name = more.name ?? names[n % names.length] ?? 'photo.jpg';
  const id = `photo-${String(n).padStart(5, '0')}`;
  const bytes = 1_800_000 + ((n * 7_919) % 9_000) * 1_000;
  return {
    id,
    key: `uploads/${String(n).padStart(8, '0')}-7c1e-4a52-9d3b-2f6c/${name}`,
    name,
    bytes,
    uploadedAt: new Date(began + n * 1_370).toISOString(),
    status: 'done',
    execution: arnOf(n),
    renditions: (more.status ?? 'done') === 'done' ? renditions(n) : [],
    ...more,
  };
}

export const arnOf = (n: number) =>
  `arn:aws:states:us-east-1:000000000000:execution:PhotoMachine:${String(n).padStart(6, '0')}`;

export const renditions = (n: number, sizes: readonly number[] = [200]): Photo['renditions'] =>
  sizes.map((width) => ({
    name: width === 200 ? 'thumbnail' : `w${width}`,
    url: `/renditions/${n}/${width}`,
    width,
    height: (width * 3) / 4,
    format: 'jpeg',
    bytes: 40 * width + (n % 37) * 61,
  }));

/** Statuses in the shares of a bad day. */
export function statusOf(n: number): PhotoStatus {
  if (n % 97 === 0) return 'failed';
  if (n % 41 === 0) return 'rejected';
  if (n % 53 === 0) return 'superseded';
  return 'done';
}

export function countsOf(photos: readonly Photo[], more: Partial<Counts> = {}): Counts {
  const count = (...wanted: PhotoStatus[]) => photos.filter(({ status }) => wanted.includes(status)).length;
  const rejected: Record<string, number> = {};
  for (const { status, reason = 'corrupt' } of photos)
    if (status === 'rejected') rejected[reason] = (rejected[reason] ?? 0) + 1;
  const done = photos.filter(({ status }) => status === 'done');
  return {
    done: done.length,
    rejected,
    failed: count('failed'),
    superseded: count('superseded'),
    inFlight: count('waiting', 'working'),
    bytesIn: sum(done.map(({ bytes }) => bytes)),
    bytesOut: sum(done.flatMap(({ renditions: made }) => made.map(({ bytes }) => bytes))),
    ...more,
  };
}

const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);

const at = (ms: number) => new Date(began + ms).toISOString();

export function visit(
  state: string,
  from: number,
  to: number | undefined,
  more: Partial<StateVisit> = {},
): StateVisit {
  return {
    state,
    type: about().definition.States[state]?.Type ?? 'Task',
    enteredAt: at(from),
    ...(to !== undefined && { leftAt: at(to) }),
    input: {
      detail: {
        bucket: { name: 'photostack-uploads' },
        object: { key: 'uploads/7c1e/dunes.jpg', size: 4_182_730, etag: 'd41d8c' },
      },
    },
    ...(to !== undefined && { output: { status: 'ok' } }),
    failures: [],
    retries: 0,
    outcome: to === undefined ? 'running' : 'succeeded',
    ...more,
  };
}

const crash = {
  error: 'Runtime.ExitError',
  cause: 'RequestId: 5f0c Error: Runtime exited with error: signal: killed',
};
const fault = {
  error: 'Error',
  cause: JSON.stringify({
    errorType: 'Error',
    errorMessage: 'The next resize was asked to fail.',
    trace: ['Error: The next resize was asked to fail.', '    at resize (functions/resize/handler.ts:41:11)'],
  }),
};

export function execution(n: number, more: Partial<ExecutionDetail> = {}): ExecutionDetail {
  return {
    arn: arnOf(n),
    machineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:PhotoMachine',
    name: String(n).padStart(6, '0'),
    status: 'SUCCEEDED',
    startedAt: at(0),
    endedAt: at(1_480),
    redrives: 0,
    redrivable: false,
    input: { source: 'aws.s3', 'detail-type': 'Object Created', detail: { reason: 'PutObject' } },
    output: { published: true },
    visits: [
      visit('Validate Key', 0, 4),
      visit('Resize Photo', 4, 1_402, {
        output: { renditions: [{ name: 'thumbnail', width: 200, height: 150 }] },
      }),
      visit('Publish Result', 1_402, 1_480),
    ],
    ...more,
  };
}

/** Failed after a retry, recorded, told, and red at the task that a redrive enters again. */
export const failedExecution = (n: number): ExecutionDetail =>
  execution(n, {
    status: 'FAILED',
    endedAt: at(3_310),
    redrivable: true,
    ...fault,
    output: undefined,
    visits: [
      visit('Validate Key', 0, 3),
      visit('Resize Photo', 3, 2_410, {
        outcome: 'caught',
        retries: 1,
        failures: [
          { at: at(620), ...crash },
          { at: at(2_409), ...fault },
        ],
      }),
      visit('Check Attempt', 2_410, 2_412),
      visit('Record Failure', 2_412, 2_655),
      visit('Publish Failure', 2_655, 2_690),
      visit('Resize Photo Again', 2_690, 3_310, {
        outcome: 'failed',
        output: undefined,
        failures: [{ at: at(3_309), ...fault }],
      }),
    ],
  });

export const notice = (id: number, { key, status }: Pick<Photo, 'key' | 'status'>): NoticeView => {
  const told = status === 'rejected' || status === 'failed' ? status : 'done';
  const opening = {
    done: 'The thumbnails of this photo are ready.',
    rejected: 'This photo was not processed, and will not be: it is at fault itself.',
    failed: 'This photo could not be processed, which is not its own fault.',
  }[told];
  const why = told === 'done' ? [] : ['Reason: truncated', 'Detail: The file ends before the picture does.'];
  const time = at(id * 1_000);
  return {
    id,
    time,
    subject: `Photo ${told}`,
    status: told,
    text: [
      opening,
      '',
      `Photo: ${key} in photostack-uploads`,
      ...why,
      '',
      `Told by ${arnOf(id)} at ${time}.`,
    ].join('\n'),
    json: JSON.stringify({
      version: 1,
      id: `notice-${id}`,
      status: told,
      bucket: 'photostack-uploads',
      key,
      time,
    }),
  };
};

/** One that has not rung, unless said. */
export function alarm(title: string, more: Partial<AlarmView> = {}): AlarmView {
  const rang = {
    since: '2026-03-14T09:05:00.000Z',
    why: 'In the last 5 minutes: 3. From 1 on it is too much.',
  };
  return {
    id: title.replaceAll(' ', ''),
    title,
    means: 'The workflow failed on a photo that is not at fault.',
    runbook: `/docs/runbook.md#:~:text=${encodeURIComponent(`### ${title}`)}`,
    state: 'ok',
    ...(more.state === 'alarm' && rang),
    ...more,
  };
}
