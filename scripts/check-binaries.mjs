// Run by `cdk synth` on a bundle: are sharp's binaries in it, for the processor that will run them?
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';

/** e_machine in the header of an ELF file. */
const machines = { arm64: 0xb7, x64: 0x3e };

const [folder, cpu] = process.argv.slice(2);
const binaries = readdirSync(folder, { recursive: true })
  .filter((file) => /\.node$|\.so(\.[\d.]+)?$/.test(file))
  .map((file) => ({ file, machine: machineOf(join(folder, file)) }));
const right = binaries.filter(({ machine }) => machine === machines[cpu]).map(({ file }) => basename(file));
const wrong = binaries.filter(({ machine }) => machine !== machines[cpu]).map(({ file }) => file);
const missing = [
  ...(right.some((file) => file.endsWith('.node')) ? [] : [`@img/sharp-linux-${cpu}`]),
  ...(right.some((file) => file.startsWith('libvips')) ? [] : [`@img/sharp-libvips-linux-${cpu}`]),
];

if (missing.length > 0 || wrong.length > 0) {
  const what = [
    ...missing.map((name) => `${name} is missing`),
    ...wrong.map((file) => `${file} is for another machine`),
  ].join(', ');
  process.stderr.write(
    `The resize function would not start on Lambda (Linux ${cpu}): ${what}.\n` +
      'npm leaves out what it cannot fetch. Connect to the network, or run `npm ci` once while you are connected: it puts\n' +
      'the packages for arm64 into npm’s cache (for x64: `npm cache add @img/sharp-linux-x64 @img/sharp-libvips-linux-x64`).\n',
  );
  process.exit(1);
}

function machineOf(path) {
  const header = Buffer.alloc(20);
  const file = openSync(path);
  readSync(file, header, 0, header.length, 0);
  closeSync(file);
  return header.toString('latin1', 0, 4) === '\x7fELF' ? header.readUInt16LE(18) : undefined;
}
