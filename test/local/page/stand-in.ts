import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  About,
  AlarmView,
  Change,
  Counts,
  ExecutionDetail,
  LinkRequest,
  NoticeView,
  Photo,
  Snapshot,
  UploadLink,
} from '../../../local/console/api.ts';
import { buildPage, contentSecurityPolicy } from '../../../local/page/build.ts';
import { pictureOf } from './pictures.ts';
import { about as aboutScene, countsOf } from './scenes.ts';

/** What becomes of an upload: it fails, or it arrives and nobody hears of it, or it goes on when told. */
type Fate = 'fail' | 'lose-answer' | 'hold';

const page = buildPage();
const pageSize = 100;

/**
 * Speaks local/console/api.ts with what a test tells it to say, so that the page alone is tried: real HTTP, real
 * server-sent events, uploads to a second origin that browsers ask for leave first.
 */
export async function standIn(options: { photos?: readonly Photo[]; about?: Partial<About> } = {}) {
  const photos = new Map((options.photos ?? []).map((each) => [each.id, each]));
  const notices: NoticeView[] = [];
  const executions = new Map<string, ExecutionDetail>();
  const uploads = new Map<string, { type: string; bytes: number }>();
  const streams = new Set<ServerResponse>();
  const asked: string[] = [];
  const posted: { path: string; body: unknown }[] = [];
  const fates: Fate[] = [];
  const held: (() => void)[] = [];
  let failNext = false;
  let down = false;
  let links = 0;
  let extraCounts: Partial<Counts> = {};
  let alarms: readonly AlarmView[] = [];

  const aws = await listening((request, response) => void answerUpload(request, response));
  const server = await listening((request, response) => void answer(request, response));
  const about = (): About =>
    aboutScene({
      ...options.about,
      endpoints: { page: server.origin, aws: aws.origin, links: aws.origin },
    });
  const newestFirst = () =>
    [...photos.values()].sort((one, other) => (one.uploadedAt < other.uploadedAt ? 1 : -1));
  const counts = () => ({ ...countsOf([...photos.values()]), ...extraCounts });

  function snapshot(): Snapshot {
    return {
      about: about(),
      counts: counts(),
      photos: newestFirst().slice(0, pageSize),
      photosInAll: photos.size,
      notices: notices.slice(0, pageSize),
      failNext,
      alarms,
    };
  }

  function send(stream: ServerResponse, event: 'snapshot' | 'change', data: Snapshot | Change) {
    stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  function tell(change: Change) {
    for (const stream of streams) send(stream, 'change', change);
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', server.origin);
    asked.push(`${request.method} ${url.pathname}${url.search}`);
    if (down) return void request.socket.destroy();
    const file = (await page).get(url.pathname);
    if (file) return sendFile(response, file);
    if (url.pathname.startsWith('/renditions/')) return sendPicture(response, url.pathname);
    if (url.pathname === '/api/live') return sendLive(request, response);
    const posts = request.method === 'POST' ? JSON.parse(String(await read(request))) : undefined;
    if (posts) posted.push({ path: url.pathname, body: posts });
    const found = posts ? answerPost(url.pathname, posts) : answerGet(url);
    if (!found) return problem(response, 404, 'There is no such thing.');
    if (found.status >= 400) return problem(response, found.status, String(found.body));
    response.writeHead(found.status, { 'content-type': 'application/json' }).end(JSON.stringify(found.body));
  }

  function sendFile(
    response: ServerResponse,
    { type, body, etag }: { type: string; body: Buffer; etag: string },
  ) {
    response
      .writeHead(200, {
        'content-type': type,
        etag,
        'cache-control': 'no-cache',
        'content-security-policy': contentSecurityPolicy([aws.origin]),
      })
      .end(body);
  }

  function sendLive(request: IncomingMessage, response: ServerResponse) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    send(response, 'snapshot', snapshot());
    streams.add(response);
    request.once('close', () => streams.delete(response));
  }

  function answerGet({ pathname, searchParams }: URL) {
    if (pathname === '/api/photos') {
      const show = searchParams.get('status');
      const before = photos.get(searchParams.get('before') ?? '')?.uploadedAt ?? '~';
      const older = newestFirst().filter(
        ({ uploadedAt, status }) => uploadedAt < before && (show === null || status === show),
      );
      return { status: 200, body: { photos: older.slice(0, pageSize) } };
    }
    if (pathname === '/api/notices') {
      const before = Number(searchParams.get('before'));
      return { status: 200, body: { notices: notices.filter(({ id }) => id < before).slice(0, pageSize) } };
    }
    if (pathname === '/api/links')
      return uploads.has(searchParams.get('key') ?? '')
        ? { status: 200, body: { status: 'waiting' } }
        : undefined;
    const [, , kind, name = ''] = pathname.split('/');
    const body =
      kind === 'photos' ? photos.get(decodeURIComponent(name)) : executions.get(decodeURIComponent(name));
    return body && { status: 200, body };
  }

  function answerPost(path: string, body: unknown) {
    if (path === '/api/links') return linkFor(body as LinkRequest);
    if (path === '/api/broken') return { status: 202, body: { key: 'uploads/broken.jpg' } };
    if (path === '/api/redrive') return { status: 202, body: {} };
    if (path !== '/api/fail-next') return undefined;
    failNext = (body as { failNext: boolean }).failNext;
    tell({ failNext });
    return { status: 200, body: { failNext } };
  }

  function linkFor({ fileName, contentType }: LinkRequest) {
    if (!contentType.startsWith('image/'))
      return {
        status: 415,
        body: `${fileName} is ${contentType}, and that is no kind of photo that is taken here.`,
      };
    links += 1;
    const key = `uploads/link-${links}/${fileName}`;
    const link: UploadLink = {
      method: 'PUT',
      url: `${aws.origin}/photostack-uploads/${encodeURIComponent(key)}`,
      headers: { 'content-type': contentType, 'if-none-match': '*' },
      key,
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
    };
    return { status: 201, body: link };
  }

  async function answerUpload(request: IncomingMessage, response: ServerResponse) {
    response.setHeader('access-control-allow-origin', server.origin);
    response.setHeader('access-control-expose-headers', 'ETag');
    asked.push(`${request.method} upload`);
    if (request.method === 'OPTIONS') {
      const allowed = {
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'content-type,if-none-match',
      };
      return void response.writeHead(204, allowed).end();
    }
    const key = decodeURIComponent((request.url ?? '').replace('/photostack-uploads/', ''));
    const fate = fates.shift();
    if (fate === 'fail')
      return void request.resume().on('end', () => response.writeHead(403).end('<Error/>'));
    const body = await read(request);
    if (fate === 'hold') await new Promise<void>((go) => held.push(go));
    if (uploads.has(key))
      return void response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
    uploads.set(key, { type: String(request.headers['content-type']), bytes: body.length });
    if (fate === 'lose-answer') return void request.socket.destroy();
    response.writeHead(200, { etag: '"0f343b0931126a20f133d67c2b018a3b"' }).end();
  }

  return {
    origin: server.origin,
    awsOrigin: aws.origin,
    asked,
    posted,
    uploads,
    fates,
    photos,
    executions,
    /** Lets held uploads go on. */
    release: () => held.splice(0).forEach((go) => void go()),
    /** New or changed photos, told to the page at once. */
    put(...changed: Photo[]) {
      for (const each of changed) photos.set(each.id, each);
      tell({ photos: changed, photosInAll: photos.size, counts: counts() });
    },
    putExecution(detail: ExecutionDetail) {
      executions.set(detail.arn, detail);
      tell({ executions: [detail.arn] });
    },
    putNotice(...more: NoticeView[]) {
      notices.unshift(...more);
      tell({ notices: more });
    },
    setAlarms(views: readonly AlarmView[]) {
      alarms = views;
      tell({ alarms });
    },
    setCounts(more: Partial<Counts>) {
      extraCounts = more;
      tell({ counts: counts() });
    },
    /** How many pages listen now. */
    listeners: () => streams.size,
    /** Every connection breaks, and none is taken until `up`. */
    goDown() {
      down = true;
      for (const stream of streams) stream.destroy();
    },
    goUp() {
      down = false;
    },
    async [Symbol.asyncDispose]() {
      for (const go of held.splice(0)) go();
      await Promise.all([server.close(), aws.close()]);
    },
  };
}

export type StandIn = Awaited<ReturnType<typeof standIn>>;

async function listening(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function problem(response: ServerResponse, status: number, detail: string) {
  const type = { 'content-type': 'application/problem+json' };
  response.writeHead(status, type).end(JSON.stringify({ title: 'Problem', status, detail }));
}

async function sendPicture(response: ServerResponse, path: string) {
  const [, , n = '0', width = '200'] = path.split('/');
  const body = await pictureOf(Number(n), Number(width));
  response.writeHead(200, { 'content-type': 'image/jpeg', 'cache-control': 'max-age=3600' }).end(body);
}
