import type { PhotoEnd } from '../account/photos.ts';
import type { Execution } from '../account/world.ts';
import { rows } from '../on-disk.ts';
import { failuresOf } from './at-once.ts';
import { deliveries, type Kind } from './kinds.ts';
import type { Poison } from './messages.ts';

/** What was left when nothing moved any more. */
export interface Kept {
  data: string;
  sent: readonly Poison[];
  parked: readonly string[];
  photos: readonly PhotoEnd[];
  executions: readonly Execution[];
}

/** Where an execution has told its photo's owner. */
const lastStates = ['Publish Result', 'Photo Rejected'];

/** What of a kind did not end as it has to. */
export function problemsOfKind(kind: Kind, count: number, kept: Kept): string[] {
  return kind.end === 'parked' ? problemsOfPoison(kind, count, kept) : problemsOfPhotos(kind, count, kept);
}

function problemsOfPhotos({ name, end, runs, perUpload = 1 }: Kind, count: number, kept: Kept): string[] {
  const photos = kept.photos.filter(({ kind }) => kind === name);
  const executions = Map.groupBy(kept.executions, ({ versionId }) => versionId);
  const gone = end === 'failed';
  return [
    ...unless(photos.length, count, `${name} that were uploaded`),
    ...photos.flatMap(({ key, versionId, end: became }) => {
      const own = executions.get(versionId) ?? [];
      const told = own.filter(({ state, status }) => status === 'SUCCEEDED' && lastStates.includes(state));
      const letters = kept.parked.filter((body) => body.includes(`"${key}"`));
      return [
        ...(became.startsWith(end) ? [] : [`${became} where ${end} is right: ${key}`]),
        ...unless(own.length, runs * perUpload, `executions of ${key}`),
        ...unless(new Set(own.map((each) => each.name)).size, perUpload, `messages that ran ${key}`),
        ...unless(told.length, gone ? 0 : 1, `executions to the end of ${key}`),
        ...unless(letters.length, gone ? 1 : 0, `parked letters of ${key}`),
      ];
    }),
  ];
}

/** Each is parked once, as it came, after as many deliveries as any other message has. */
function problemsOfPoison({ name, runs }: Kind, count: number, { data, sent, parked }: Kept): string[] {
  const own = sent.filter(({ body }) => body.includes(name));
  const ran = Map.groupBy(
    rows(data, 'states.db', 'SELECT name, state FROM executions'),
    (row) => `${row.name}`,
  );
  // What cannot be read has no execution: its starter fails on it each time.
  const unread = runs === 0 ? failuresOf(data, 'start-execution', 'SyntaxError') : 0;
  return [
    ...unless(own.length, count, `messages of ${name}`),
    ...unless(unread, runs === 0 ? count * deliveries : 0, `times that a starter failed on ${name}`),
    ...own.flatMap(({ id, body }) => {
      const executions = ran.get(id) ?? [];
      return [
        ...unless(parked.filter((each) => each === body).length, 1, `parked letters ${body}`),
        ...unless(executions.length, runs, `executions of ${body}`),
        ...executions
          .filter(({ state }) => state !== 'Event Malformed')
          .map(({ state }) => `ended at ${state}: ${body}`),
      ];
    }),
  ];
}

function unless(seen: number, right: number, what: string): string[] {
  return seen === right ? [] : [`${seen} ${what}, not ${right}`];
}
