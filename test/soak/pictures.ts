import { createHash } from 'node:crypto';
import { stamp } from '../../functions/resize/stamp.ts';
import { plain } from '../fixtures/pictures.ts';
import type { Picture } from './account/ledger.ts';

export interface TestPicture {
  bytes: Buffer;
  etag: string;
  /** Undefined when it is none: half of one, as a connection that broke leaves it. */
  picture: Picture | undefined;
}

/** So many steps of each channel are told apart after JPEG and WebP. */
const steps = 5;
const bases = new Map<number, Promise<Buffer>>();
let serial = 0;

/** A small JPEG whose colour and size are the number's; its bytes are nobody else's, whatever the number. */
export async function picture(number: number): Promise<TestPicture> {
  const of = pictureOf(number);
  const base = bases.get(number % steps ** 3) ?? plain(of, of.colour).jpeg({ quality: 95 }).toBuffer();
  bases.set(number % steps ** 3, base);
  return signed(await base, of);
}

/** The same cut in half, to be rejected. */
export async function broken(number: number): Promise<TestPicture> {
  const { bytes } = await picture(number);
  const half = bytes.subarray(0, bytes.length / 2);
  return { bytes: half, etag: etagOf(half), picture: undefined };
}

function signed(base: Buffer, of: Picture): TestPicture {
  serial += 1;
  const bytes = stamp(base, 'jpeg', serial.toString(16).padStart(16, '0'));
  return { bytes, etag: etagOf(bytes), picture: of };
}

function pictureOf(number: number): Picture {
  const digit = (place: number) => Math.floor((number % steps ** 3) / steps ** place) % steps;
  const colour = [0, 1, 2].map((place) => 20 + digit(place) * 53);
  return { width: 240 + 8 * digit(0), height: 150 + 6 * digit(1), colour };
}

function etagOf(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}
