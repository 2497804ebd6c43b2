// A process that does what its mutant says, for the tests of what watches it.
import type { Told } from './protocol.ts';

const told: Told = { verdict: { end: 'renditions' }, cpuMs: 1, peakRssBytes: 1 };

const deeds: Readonly<Record<string, () => void>> = {
  answer: () => process.send?.(told),
  compute: () => {
    for (;;) Math.random();
  },
  'take memory': () => {
    const taken: Buffer[] = [];
    setInterval(() => taken.push(Buffer.alloc(20e6, 1)), 5);
  },
  'say it took memory': () => process.send?.({ ...told, peakRssBytes: 1e12 }),
  'say it took time': () => process.send?.({ ...told, cpuMs: 1e9 }),
  'be silent': () => {},
  abort: () => process.abort(),
  exit: () => process.exit(3),
};

process.on('message', (mutant: Uint8Array) => deeds[Buffer.from(mutant).toString()]?.());
process.send?.('ready');
