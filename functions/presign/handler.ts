import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { StorageUnavailableError } from '../shared/errors.ts';
import { problemWithKey } from '../shared/keys.ts';
import type { Log } from '../shared/log.ts';
import type { RenditionSettings } from '../shared/renditions.ts';
import { photoStatus } from '../shared/status.ts';
import type { SourceBucket, ThumbnailsBucket } from '../shared/store.ts';
import type { PhotoAnswer, UploadLink } from './answers.ts';
import { linkRequest } from './link-request.ts';
import { type Answer, jsonAnswer, Problem, problemAnswer } from './problem.ts';
import { safeName } from './safe-name.ts';
import type { LinkSigner } from './sign.ts';

interface Dependencies {
  signer: LinkSigner;
  uploads: SourceBucket;
  thumbnails: ThumbnailsBucket;
  renditions: RenditionSettings;
  limits: { uploadsPrefix: string; maxBytes: number };
  /** A UUID that nobody can guess: it keeps one uploader's keys from another's. */
  newId: () => string;
  /** Is never given a link: whoever reads the log could use it. */
  log: Log;
}

/** The Function URL: `POST /` makes an upload link, `GET /?key=…` says how far that photo is. */
export function presign(dependencies: Dependencies) {
  return async (event: LambdaFunctionURLEvent): Promise<Answer> => {
    try {
      return await route(event, dependencies);
    } catch (error) {
      return problemAnswer(problemOf(error, dependencies.log));
    }
  };
}

function route(event: LambdaFunctionURLEvent, dependencies: Dependencies): Promise<Answer> {
  if (event.rawPath !== '/') throw new Problem(404, 'There is nothing but POST / and GET /?key=… here.');
  const { method } = event.requestContext.http;
  if (method === 'POST') return uploadLink(event, dependencies);
  if (method !== 'GET') {
    throw new Problem(405, 'POST / makes an upload link, GET /?key=… says how far a photo is.', {
      allow: 'GET, POST',
    });
  }
  const keys = new URLSearchParams(event.rawQueryString).getAll('key');
  if (keys.length > 1) throw new Problem(400, 'Ask for one key at a time.');
  if (keys[0] !== undefined) return status(keys[0], dependencies);
  throw new Problem(405, 'POST / makes an upload link; to see how far a photo is: GET /?key=…', {
    allow: 'POST',
  });
}

async function uploadLink(
  event: LambdaFunctionURLEvent,
  { signer, renditions, limits: { uploadsPrefix, maxBytes }, newId, log }: Dependencies,
): Promise<Answer> {
  const folders = renditions.prefixes.map((prefix) => prefix.slice(uploadsPrefix.length, -1));
  const { fileName, folder, ...terms } = linkRequest(event, maxBytes, folders);
  const within = folder === undefined ? uploadsPrefix : `${uploadsPrefix}${folder}/`;
  const key = `${within}${newId()}/${safeName(fileName)}`;
  const { url, headers, expiresAt } = await signer.upload({ key, ...terms });
  log.info('Made an upload link', { key, contentType: terms.contentType, size: terms.size, expiresAt });
  const link: UploadLink = { method: 'PUT', url, headers, key, expiresAt: expiresAt.toISOString() };
  return jsonAnswer(201, link);
}

async function status(
  key: string,
  { signer, uploads, thumbnails, renditions, limits: { uploadsPrefix } }: Dependencies,
): Promise<Answer> {
  const problem = problemWithKey(key, uploadsPrefix, renditions.renditionsFor(key));
  if (problem !== undefined) throw new Problem(400, `That is no key of a photo: ${problem}.`);
  const photo = await photoStatus({ key, uploads, thumbnails, uploadsPrefix, renditions });
  if (photo === undefined)
    throw new Problem(404, 'There is no photo under this key: not uploaded yet, or deleted.');
  const links = photo.renditions.map(async ({ key: at, ...rendition }) => ({
    ...rendition,
    url: await signer.thumbnail(at),
  }));
  const { status, reason, detail } = photo;
  const answer: PhotoAnswer = {
    ...{ key, status, renditions: await Promise.all(links) },
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
  };
  return jsonAnswer(200, answer);
}

/** Ours to fix and not the caller's: they learn that, the log learns the rest. */
function problemOf(error: unknown, log: Log): Problem {
  if (error instanceof Problem) {
    log.info('Refused a request', { status: error.status, detail: error.detail });
    return error;
  }
  log.error('Could not answer', { error });
  return error instanceof StorageUnavailableError
    ? new Problem(503, 'The storage does not answer just now. Try again in a moment.', { 'retry-after': '1' })
    : new Problem(500, 'Something went wrong here, not with your request. Try again later.');
}
