import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { nameForeign } from '../../functions/resize/formats/foreign.ts';
import { formatOf, type PhotoFormat } from '../../functions/resize/inspect.ts';

/** A file that is worth asking a link for. */
export interface PhotoFile {
  path: string;
  fileName: string;
  contentType: string;
  size: number;
  checksumSha256: string;
}

/** Nothing that could be sent; the message goes after the file's name. */
export class UnusableFileError extends Error {
  override readonly name = 'UnusableFileError';
}

/** As files are called whose first bytes say nothing. */
const extensions: Readonly<Record<PhotoFormat, readonly string[]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  webp: ['.webp'],
  gif: ['.gif'],
  avif: ['.avif'],
};

/** Enough to tell what a file is. */
const beginning = 4096;

export async function photoFile(path: string): Promise<PhotoFile> {
  const size = await sizeOf(path);
  const { contentType, checksumSha256 } = await contentOf(path, size).catch(unreadable);
  return { path, fileName: nameFor(path), contentType, size, checksumSha256 };
}

/** A file may be called what no link is given for; the key gets a dash for whatever is odd in a name anyway. */
const nameFor = (path: string) => basename(path).replace(/\p{Cc}/gu, '-');

async function sizeOf(path: string): Promise<number> {
  const info = await stat(path).catch(unreadable);
  if (info.isDirectory())
    throw new UnusableFileError(`is a folder; name the files in it: ${path.replace(/\/$/, '')}/*`);
  if (!info.isFile()) throw new UnusableFileError('is no ordinary file');
  if (info.size === 0) throw new UnusableFileError('is empty: it has 0 bytes');
  return info.size;
}

async function contentOf(path: string, size: number) {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(beginning), 0, beginning, 0);
  const contentType = contentTypeOf(path, buffer.subarray(0, bytesRead));
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { end: size - 1 })) hash.update(chunk);
  return { contentType, checksumSha256: hash.digest('base64') };
}

/** By the bytes, which is what decides in the end; else by the name, and then the photo is rejected with the reason. */
function contentTypeOf(path: string, bytes: Buffer): string {
  const extension = extname(path).toLowerCase();
  const named = (Object.keys(extensions) as PhotoFormat[]).find((each) =>
    extensions[each].includes(extension),
  );
  const format = formatOf(bytes) ?? named;
  if (format !== undefined) return `image/${format}`;
  throw new UnusableFileError(`is ${nameForeign(bytes)}; darkroom takes JPEG, PNG, WebP, GIF and AVIF`);
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'may not be read by you',
  EPERM: 'may not be read by you',
  ELOOP: 'is a link that goes round in a circle',
  ENAMETOOLONG: 'has too long a name',
};

function unreadable(error: NodeJS.ErrnoException): never {
  if (error.code === undefined) throw error;
  throw new UnusableFileError(problems[error.code] ?? `cannot be read (${error.code})`, { cause: error });
}
