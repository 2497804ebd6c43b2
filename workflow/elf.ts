import { closeSync, openSync, readSync } from 'node:fs';

// https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html: e_machine is 16 bits at offset 18.
const machines: ReadonlyMap<number, string> = new Map([
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
]);

/** The machine that a Linux binary was made for, in Node's words; undefined for any other file or machine. */
export function elfMachine(file: string): string | undefined {
  const header = Buffer.alloc(20);
  const descriptor = openSync(file, 'r');
  try {
    if (readSync(descriptor, header) < header.length) return undefined;
  } finally {
    closeSync(descriptor);
  }
  const isElf = header.readUInt32BE(0) === 0x7f454c46;
  const littleEndian = header[5] === 1;
  return isElf && littleEndian ? machines.get(header.readUInt16LE(18)) : undefined;
}
