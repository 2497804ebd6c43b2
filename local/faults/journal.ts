import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { FaultsError } from './error.ts';
import type { Rule } from './rules.ts';

/** A line of the journal: what was done to whom, written before it is done. */
export interface Entry {
  at: string;
  do: string;
  /** The rule's index in the file of that time. */
  rule: number;
  /** The rule's own, which stays when the file is changed around it. */
  id: string;
  /** The photo's key, where one is known. */
  photo?: string;
  time: string;
}

export interface Journal extends Disposable {
  /** On the disk's way when it returns: it outlives the end of this process in any way. */
  add(entry: Entry): void;
}

/** Hands over what is there already, oldest first. A last line that was cut off is taken away. */
export function openJournal(file: string, seen: (entry: Entry) => void): Journal {
  if (existsSync(file)) {
    const text = readFileSync(file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
    whole.split('\n').forEach((line, index) => {
      if (line !== '') seen(entryIn(line, `${file}, line ${index + 1}`));
    });
  }
  const descriptor = openSync(file, 'a', 0o600);
  let open = true;
  return {
    add: (entry) => void writeSync(descriptor, `${JSON.stringify(entry)}\n`),
    [Symbol.dispose]() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

function entryIn(line: string, where: string): Entry {
  try {
    const entry = JSON.parse(line) as Entry;
    if (typeof entry.id === 'string') return entry;
  } catch {}
  throw new FaultsError(`${where} is no entry of a journal of faults. Delete the file, to count anew.`);
}

/** By what each says, and for those that say the same by their order: so that a changed file counts on where it did not change. */
export function idsOf(rules: readonly Rule[]): string[] {
  const alike = new Map<string, number>();
  return rules.map((rule) => {
    const said = JSON.stringify(rule, (_, value) => (value === Number.POSITIVE_INFINITY ? 'always' : value));
    const before = alike.get(said) ?? 0;
    alike.set(said, before + 1);
    return createHash('sha256').update(`${before}${said}`).digest('base64url').slice(0, 12);
  });
}
