import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { begin, darkroom } from '../../support/command-line.ts';

const region = 'eu-central-1';
export const arn = (rest: string) => `arn:aws:states:${region}:111122223333:${rest}`;
export const machine = arn('stateMachine:Backfill');
const mapRunArn = arn('mapRun:Backfill/Listing:0d1e2f');
const outputs = {
  UploadLinksUrl: 'https://links.example.com/',
  UploadsBucketName: 'uploads-bucket',
  UploadsPrefix: 'uploads/',
  ThumbnailsBucketName: 'thumbnails-bucket',
  StateMachineArn: arn('stateMachine:Photos'),
  BackfillStateMachineArn: machine,
  ChoosePhotosFunctionName: 'ChoosePhotos',
  BackfillRates: '{"photoDollars":0.0002,"lookDollars":0.000001,"photoSeconds":2,"pricesOf":"2026-11-21"}',
};
const keys = {
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_MAX_ATTEMPTS: '1',
};

interface Asked {
  what: string;
  body: Record<string, unknown>;
}

type Answers = Record<string, (asked: Asked, count: number) => unknown>;

export const reportOf = (batches: object[]) => JSON.stringify(batches);
const manifest = JSON.stringify({
  DestinationBucket: 'thumbnails-bucket',
  MapRunArn: mapRunArn,
  ResultFiles: {
    FAILED: [{ Key: 'backfills/0d1e2f/FAILED_0.json', Size: 10 }],
    PENDING: [],
    SUCCEEDED: [{ Key: 'backfills/0d1e2f/SUCCEEDED_0.json', Size: 10 }],
  },
});
export const failure = { key: 'uploads/b.jpg', ended: 'failed', execution: 'backfill-b' };
const wellDone = reportOf([{ Status: 'SUCCEEDED', Output: JSON.stringify({ photos: 3, failed: [] }) }]);
export const counts = (succeeded: number, failed = 0) => ({
  ...{
    mapRunArn,
    itemCounts: { total: 4, running: 4 - succeeded - failed, succeeded, failed, timedOut: 0, aborted: 0 },
  },
});

/** All is well, but for what a test says otherwise. */
const usual: Answers = {
  DescribeStacks: () => stack(),
  ListExecutions: () => ({ executions: [{ executionArn: arn('execution:Backfill:5f2c'), name: '5f2c' }] }),
  ListObjectsV2: () => listing(['uploads/a.jpg', 'uploads/b.jpg', 'uploads/c.jpg', 'uploads/d e&.jpg']),
  Invoke: () => ({
    ...{ current: 1, outdated: 1, without: 2, rejected: 0, ignored: 0, mayFail: 0 },
    photos: ['b', 'c', 'd e&'].map((each) => ({ key: `uploads/${each}.jpg`, name: each, event: {} })),
  }),
  StartExecution: ({ body }) => ({ executionArn: arn(`execution:Backfill:${body.name}`), startDate: 1 }),
  DescribeExecution: () => ({ status: 'SUCCEEDED' }),
  ListMapRuns: () => ({
    mapRuns: [{ mapRunArn, executionArn: 'x', stateMachineArn: machine, startDate: 1 }],
  }),
  DescribeMapRun: () => counts(4),
  'GET backfills/0d1e2f/manifest.json': () => manifest,
  'GET backfills/0d1e2f/SUCCEEDED_0.json': () => wellDone,
  'GET backfills/0d1e2f/FAILED_0.json': () => '[]',
};

function stack(): string {
  const members = Object.entries(outputs).map(
    ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>Darkroom</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

export function listing(all: string[]): string {
  const contents = all.map(
    (key) =>
      `<Contents><Key>${key.replace('&', '&amp;')}</Key><Size>1000000</Size><ETag>"e"</ETag></Contents>`,
  );
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
}

function nameOf({ headers, url = '' }: IncomingMessage): string {
  const target = /^AWSStepFunctions\.(\w+)$/.exec(String(headers['x-amz-target']))?.[1];
  if (target !== undefined) return target;
  if (url.includes('/invocations')) return 'Invoke';
  if (url.includes('list-type=2')) return 'ListObjectsV2';
  const key = /^\/thumbnails-bucket\/([^?]+)/.exec(url)?.[1];
  return key === undefined ? 'DescribeStacks' : `GET ${key}`;
}

/** A server that says what AWS says, and keeps what it was asked. */
export async function aws(changed: Answers = {}) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const what = nameOf(request);
    const body = text.startsWith('{') ? JSON.parse(text) : {};
    asked.push({ what, body });
    const answer = { ...usual, ...changed }[what]?.(
      { what, body },
      asked.filter((each) => each.what === what).length,
    );
    if (answer === undefined) {
      response.writeHead(404, { 'content-type': 'text/xml' }).end('<Error><Code>NoSuchKey</Code></Error>');
      return;
    }
    const raw = typeof answer === 'string' || Buffer.isBuffer(answer);
    const type =
      what === 'DescribeStacks' || what === 'ListObjectsV2' ? 'text/xml' : 'application/x-amz-json-1.0';
    const thrown =
      (answer as { errorType?: string }).errorType === undefined
        ? {}
        : { 'x-amz-function-error': 'Unhandled' };
    response.writeHead(200, { 'content-type': type, ...thrown }).end(raw ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const env = { ...keys, AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const command = (...args: string[]) => ['backfill', '--stack', 'Darkroom', ...args];
  return {
    asked,
    of: (what: string) => asked.filter((each) => each.what === what).map(({ body }) => body),
    run: (...args: string[]) => darkroom(command(...args), { env }),
    begin: (...args: string[]) => begin(command(...args), { env }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
