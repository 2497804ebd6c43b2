import { crc32 } from 'node:zlib';
import type { RenditionFormat } from '../shared/renditions.ts';
import { firstChunkAt, webpCanvas } from './formats/webp.ts';

/**
 * The encoded picture with an id in it, 16 hexadecimal digits, where decoders do not look. S3's ETag is the
 * MD5 of the bytes, and the protocol of writing compares ETags: were A, then B, then A's very bytes written
 * again, a writer that saw the first A would take the second for it. With an id of its own each write differs.
 */
export function stamp(body: Buffer, format: RenditionFormat, id: string): Buffer {
  return stamps[format](body, Buffer.from(id, 'latin1'));
}

const stamps: Record<RenditionFormat, (body: Buffer, id: Buffer) => Buffer> = {
  jpeg: stampJpeg,
  png: stampPng,
  webp: stampWebp,
  avif: stampAvif,
};

const keyword = 'darkroom';

/** A comment, after the JFIF header where there is one: that has to come first. */
function stampJpeg(body: Buffer, id: Buffer): Buffer {
  const at = body.readUInt16BE(2) === 0xffe0 ? 4 + body.readUInt16BE(4) : 2;
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe]), uint16be(2 + id.length), id]);
  return insert(body, at, comment);
}

/** A text chunk before the last chunk, IEND, which is 12 bytes long. */
function stampPng(body: Buffer, id: Buffer): Buffer {
  const text = Buffer.concat([Buffer.from(`tEXt${keyword}\0`, 'latin1'), id]);
  const chunk = Buffer.concat([uint32be(text.length - 4), text, uint32be(crc32(text))]);
  return insert(body, body.length - 12, chunk);
}

/** A chunk that no decoder knows, at the end. Only the extended form may hold one, so a simple file becomes that. */
function stampWebp(body: Buffer, id: Buffer): Buffer {
  const chunks = body.subarray(firstChunkAt);
  const content = [...extendedHeader(body), chunks, webpChunk('drkm', id)];
  const length = content.reduce((sum, each) => sum + each.length, 'WEBP'.length);
  return Buffer.concat([Buffer.from('RIFF'), uint32le(length), Buffer.from('WEBP'), ...content]);
}

function extendedHeader(body: Buffer): Buffer[] {
  if (body.toString('latin1', firstChunkAt, firstChunkAt + 4) === 'VP8X') return [];
  const { width, height, alpha } = webpCanvas(body);
  const header = Buffer.alloc(10);
  header.writeUInt8(alpha ? 0x10 : 0, 0);
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  return [webpChunk('VP8X', header)];
}

function webpChunk(type: string, content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(type),
    uint32le(content.length),
    content,
    Buffer.alloc(content.length % 2),
  ]);
}

/** A box of free space at the end: nothing before it moves, so that the places in the file stay right. */
function stampAvif(body: Buffer, id: Buffer): Buffer {
  return Buffer.concat([body, uint32be(8 + id.length), Buffer.from('free'), id]);
}

function insert(body: Buffer, at: number, addition: Buffer): Buffer {
  return Buffer.concat([body.subarray(0, at), addition, body.subarray(at)]);
}

function uint16be(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32be(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint32le(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
