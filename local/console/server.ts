import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { BodyTooLargeError, readBody } from '../http/body.ts';
import { contentSecurityPolicy, type PageFile } from '../page/build.ts';
import type { S3 } from '../s3/index.ts';
import { answer, Problem, refuse } from './answers.ts';
import type { ExecutionDetail, LinkRequest, NoticeView, Photo, UploadLink } from './api.ts';
import type { Live } from './live.ts';
import { isRendition } from './rendition.ts';

export type PageFiles = ReadonlyMap<string, PageFile>;

/** What the page can ask for. */
interface Desk {
  photos(before: string | undefined, status: string | undefined): Photo[];
  photo(id: string): Photo | undefined;
  notices(before: number | undefined): NoticeView[];
  execution(arn: string): ExecutionDetail | undefined;
  link(wanted: LinkRequest): Promise<UploadLink>;
  status(key: string): Promise<unknown>;
  sendBroken(): Promise<{ key: string }>;
  failNext(on: boolean): void;
  redrive(execution: string): void;
}

interface Options {
  files: PageFiles;
  desk: Desk;
  live: Live;
  thumbnails: { s3: Pick<S3, 'read'>; bucket: string };
  /** Where the page may upload to. */
  awsOrigin: string;
  log(error: unknown): void;
}

const largestBody = 64 * 1024;

/** The page and what it calls. Other web pages, which any browser here may have open, get nothing out of it. */
export function consoleServer(options: Options): RequestListener {
  const security = {
    'content-security-policy': contentSecurityPolicy([options.awsOrigin]),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  };
  return (request, response) => {
    for (const [name, value] of Object.entries(security)) response.setHeader(name, value);
    route(request, response, options).catch((error: unknown) => {
      if (error instanceof Problem) return refuse(response, error);
      if (response.destroyed) return; // whoever asked is gone
      if (error instanceof BodyTooLargeError) return refuse(response, new Problem(413, error.message));
      options.log(error);
      refuse(
        response,
        new Problem(500, 'Something went wrong here; the terminal that runs darkroom says what.'),
      );
    });
  };
}

async function route(request: IncomingMessage, response: ServerResponse, options: Options): Promise<void> {
  requireOwnHost(request);
  const { pathname, searchParams } = addressOf(request);
  if (request.method === 'POST') return post(pathname, await posted(request), response, options);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD, POST');
    throw new Problem(405, 'There is only GET and POST here.');
  }
  if (pathname === '/api/live') return options.live.join(response);
  if (pathname.startsWith('/api/'))
    return answer(response, 200, await found(pathname, searchParams, options.desk));
  const [, key] = /^\/files\/([^/]+)$/.exec(pathname) ?? [];
  if (key !== undefined) return thumbnail(decoded(key), response, options);
  const { files } = options;
  const file = files.get(pathname);
  if (file === undefined) throw new Problem(404, 'There is nothing at this address.');
  const same = request.headers['if-none-match'] === file.etag;
  response.writeHead(same ? 304 : 200, {
    'content-type': file.type,
    etag: file.etag,
    'cache-control': 'no-cache',
  });
  response.end(same ? undefined : file.body);
}

async function found(path: string, query: URLSearchParams, desk: Desk): Promise<unknown> {
  const [, list = '', name] = /^\/api\/(\w+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const given = (parameter: string) => query.get(parameter) ?? undefined;
  const before = given('before');
  let item: unknown;
  if (list === 'photos') {
    item = name === undefined ? { photos: desk.photos(before, given('status')) } : desk.photo(decoded(name));
  } else if (list === 'notices') {
    item = { notices: desk.notices(before === undefined ? undefined : Number(before)) };
  } else if (list === 'executions') {
    item = desk.execution(decoded(name));
  } else if (list === 'links') {
    item = await desk.status(given('key') ?? '');
  }
  if (item === undefined) throw new Problem(404, 'There is nothing of this name.');
  return item;
}

async function post(
  path: string,
  body: Record<string, unknown>,
  response: ServerResponse,
  { desk }: Options,
): Promise<void> {
  switch (path) {
    case '/api/links':
      return answer(response, 201, await desk.link(body as unknown as LinkRequest));
    case '/api/broken':
      return answer(response, 202, await desk.sendBroken());
    case '/api/fail-next':
      if (typeof body.failNext !== 'boolean') throw new Problem(400, 'failNext has to be true or false.');
      desk.failNext(body.failNext);
      return answer(response, 200, { failNext: body.failNext });
    case '/api/redrive':
      if (typeof body.execution !== 'string') throw new Problem(400, 'execution has to be the ARN of one.');
      desk.redrive(body.execution);
      return answer(response, 202, {});
    default:
      throw new Problem(404, 'There is nothing to POST to at this address.');
  }
}

/** A name that somebody else's DNS points here is not ours: https://en.wikipedia.org/wiki/DNS_rebinding */
function requireOwnHost({ headers: { host = '' } }: IncomingMessage): void {
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host)) {
    throw new Problem(403, 'This page answers to 127.0.0.1 and localhost alone.');
  }
}

/** JSON that this page itself has sent. A form of another site can neither name this type nor this origin. */
async function posted(request: IncomingMessage): Promise<Record<string, unknown>> {
  const { origin, host, 'content-type': type = '' } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) throw new Problem(403, 'Another site sent this.');
  if (!/^application\/json\b/.test(type)) throw new Problem(415, 'Send application/json.');
  const text = (await readBody(request, largestBody)).toString();
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {}
  throw new Problem(400, 'The body is not a JSON object.');
}

async function thumbnail(key: string, response: ServerResponse, { thumbnails }: Options): Promise<void> {
  const found = isRendition(key) ? thumbnails.s3.read(thumbnails.bucket, key) : undefined;
  if (found === undefined) throw new Problem(404, 'There is no such thumbnail.');
  const { contentType, bytes } = found.info;
  response.writeHead(200, {
    'content-type': contentType.startsWith('image/') ? contentType : 'application/octet-stream',
    'content-length': bytes,
    'cache-control': 'private, max-age=31536000, immutable', // the address says which it is
  });
  await pipeline(found.body, response);
}

/** `//` and an address in full are no paths of this server. */
function addressOf({ url = '/' }: IncomingMessage): URL {
  if (!url.startsWith('/') || !URL.canParse(url, 'http://page'))
    throw new Problem(400, 'The address is not well-formed.');
  return new URL(url, 'http://page');
}

function decoded(text = ''): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Problem(400, 'The address is not well-formed.');
  }
}
