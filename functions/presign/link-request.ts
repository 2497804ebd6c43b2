import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { Problem, quoted } from './problem.ts';

/** What a client asks an upload link for, checked. */
export interface LinkRequest {
  /** Without the path that it may have come with; not yet safe to be part of a key. */
  fileName: string;
  contentType: string;
  size: number;
  checksumSha256?: string;
  /** One of those that rules are for. */
  folder?: string;
}

/** The kinds of picture that Resize Photo reads. */
const contentTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'];
export const longestBody = 16 * 1024;
export const longestFileName = 255;

export function linkRequest(
  event: Pick<LambdaFunctionURLEvent, 'body' | 'isBase64Encoded'>,
  maxBytes: number,
  folders: readonly string[] = [],
): LinkRequest {
  const fields = fieldsOf(bodyOf(event));
  return {
    fileName: fileNameFrom(fields.fileName),
    contentType: contentTypeFrom(fields.contentType),
    size: sizeFrom(fields.size, maxBytes),
    ...(fields.checksumSha256 !== undefined && { checksumSha256: checksumFrom(fields.checksumSha256) }),
    ...(fields.folder !== undefined && { folder: folderFrom(fields.folder, folders) }),
  };
}

function bodyOf({
  body = '',
  isBase64Encoded,
}: Pick<LambdaFunctionURLEvent, 'body' | 'isBase64Encoded'>): Buffer {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > longestBody) throw new Problem(413, `The body may have at most ${longestBody} bytes.`);
  return bytes;
}

function fieldsOf(body: Buffer): Record<string, unknown> {
  const expected =
    'Send a JSON object with fileName, contentType, size and, if you like, checksumSha256 and folder.';
  let fields: unknown;
  try {
    fields = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Problem(400, `The body is not JSON. ${expected}`);
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new Problem(400, `The body is JSON, but not an object. ${expected}`);
  }
  return fields as Record<string, unknown>;
}

function fileNameFrom(value: unknown): string {
  if (typeof value !== 'string')
    throw new Problem(400, `fileName is ${kindOf(value)}; it has to be a string.`);
  if (!value.isWellFormed())
    throw new Problem(400, 'fileName is not well-formed Unicode: it has half a character.');
  if (/\p{Cc}/u.test(value)) throw new Problem(400, 'fileName has a control character in it.');
  if (value.length === 0 || value.length > longestFileName) {
    throw new Problem(400, `fileName has ${value.length} characters; it may have 1 to ${longestFileName}.`);
  }
  const name = value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\')) + 1);
  if (name === '' || name === '.' || name === '..') {
    throw new Problem(400, 'fileName names a folder; it has to name a file.');
  }
  return name;
}

function contentTypeFrom(value: unknown): string {
  const type = typeof value === 'string' ? value.toLowerCase() : '';
  if (contentTypes.includes(type)) return type;
  if (/^image\/hei[cf]\b/.test(type)) {
    throw new Problem(
      415,
      'HEIC and HEIF are not supported. Convert the photo to JPEG first; an iPhone takes JPEG itself with Settings, Camera, Formats, Most Compatible.',
    );
  }
  const given = typeof value === 'string' ? quoted(value) : kindOf(value);
  throw new Problem(
    415,
    `contentType is ${given}; it has to be one of ${contentTypes.join(', ')}, with no parameters.`,
  );
}

function sizeFrom(value: unknown, maxBytes: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
    const given = typeof value === 'number' ? value : kindOf(value);
    throw new Problem(
      400,
      `size is ${given}; it has to be the file's size in bytes, a whole number from 1 to ${maxBytes}.`,
    );
  }
  if (value > maxBytes)
    throw new Problem(413, `size is ${value}; a photo may have at most ${maxBytes} bytes.`);
  return value;
}

/** Canonical base64 only: S3 decodes leniently, and the header that the client sends is signed to the letter. */
function checksumFrom(value: unknown): string {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
  if (bytes?.length === 32 && bytes.toString('base64') === value) return value;
  throw new Problem(
    400,
    "checksumSha256 has to be the SHA-256 of the file's bytes in base64: 44 characters, the last of them '='.",
  );
}

/** A client chooses among the folders of the deployment, word for word, and makes up none. */
function folderFrom(value: unknown, folders: readonly string[]): string {
  if (typeof value === 'string' && folders.includes(value)) return value;
  const given = typeof value === 'string' ? quoted(value) : kindOf(value);
  const may =
    folders.length === 0
      ? 'it has to be left out: this deployment has no rule for a folder'
      : 'it may be left out, or one that a rule of this deployment is for';
  throw new Problem(400, `folder is ${given}; ${may}.`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
