import { outlivesItsWriter } from './excuses.ts';
import type { Settings } from './index.ts';
import type { Ledger } from './ledger.ts';
import type { Photo, PhotoEnd } from './photos.ts';
import { wantedRenditions } from './renditions.ts';
import type { StoredRecord, World } from './world.ts';

/** None may be lost: what was acknowledged and is the newest of its key is done, rejected, told as failed, or a letter. */
export function endsOf(
  photos: ReadonlyMap<string, Photo>,
  world: World,
  ledger: Ledger,
  settings: Settings,
): { ends: PhotoEnd[]; problems: string[] } {
  const problems = missing(photos, world, ledger);
  const letters = new Map(world.letters.map((letter) => [letter.versionId ?? letter.key, letter.queue]));
  const renditions = Map.groupBy(world.renditions, ({ provenance }) => provenance?.versionId);
  const records = new Map(world.records.map((record) => [record.versionId, record]));
  const ends: PhotoEnd[] = [];

  for (const photo of photos.values()) {
    const { key, versionId, sent, notices } = photo;
    const end = endOf(photo);
    ends.push({ key, versionId, kind: sent?.kind ?? 'unknown', end, repeated: repeatsOf(photo) });
    if (end === 'lost') problems.push(`lost: ${key} ${wayOf(photo)}`);
    if (sent === undefined) problems.push(`stored, though nobody sent it: ${key} (${versionId})`);
    const isPicture = sent?.picture !== undefined;
    if (sent && notices.some(({ status }) => status === (isPicture ? 'rejected' : 'done'))) {
      problems.push(`told as ${isPicture ? 'rejected' : 'done'}, which it is not: ${key}`);
    }
    if (end.endsWith('done')) problems.push(...problemsOfDone(photo));
    if (end === 'rejected' && records.get(versionId)?.status !== 'rejected') {
      problems.push(`told as rejected, and there is no record of it: ${key}`);
    }
  }
  return { ends, problems };

  function endOf({ standing, notices, key, versionId }: Photo): string {
    if (standing === 'deleted') return 'deleted';
    if (standing === 'overwritten') return 'superseded';
    const told = [...new Set(notices.map(({ status }) => status))].join(', then ');
    const queue = letters.get(versionId) ?? letters.get(key);
    const letter = queue && `in ${queue}`;
    if (told === '') return letter ?? 'lost';
    return told === 'failed' && letter ? `failed, ${letter}` : told;
  }

  function problemsOfDone({ key, versionId }: Photo): string[] {
    const has = (renditions.get(versionId) ?? []).map((each) => each.key);
    const lacks = wantedRenditions(key, settings).filter((wanted) => !has.includes(wanted));
    // Of an older upload it misleads nobody: whoever reads a record asks which upload it is about.
    const excused = (record: StoredRecord) =>
      photos.get(record.versionId)?.standing === 'overwritten' && outlivesItsWriter(key, world);
    const left = world.records.filter((record) => record.key === key && !excused(record));
    return [
      ...lacks.map((wanted) => `told as done, and ${wanted} is not there: ${key}`),
      ...left.map(({ status }) => `done, and there is still a record that it was ${status}: ${key}`),
    ];
  }
}

/** Uploads that the store said it had, and deletes that it said were done. */
function missing(photos: ReadonlyMap<string, Photo>, world: World, { sent, deleted }: Ledger): string[] {
  const stored = new Set([...photos.values()].map(({ key, etag }) => `${etag} ${key}`));
  const newest = new Map(world.uploads.toReversed().map((each) => [each.key, each]));
  return [
    ...sent
      .filter(({ key, etag, acknowledged }) => acknowledged && !stored.has(`${etag} ${key}`))
      .map(({ key }) => `acknowledged, and not in the bucket: ${key}`),
    ...[...deleted]
      .filter((key) => newest.get(key)?.marker !== true)
      .map((key) => `deleted, and still there: ${key}`),
  ];
}

function repeatsOf({ notices }: Photo): number {
  return notices.length - new Set(notices.map(({ id, status }) => `${status} ${id}`)).size;
}

function wayOf({ executions, versionId }: Photo): string {
  const ways = executions.map(({ status, state, name }) => `${status} at ${state} (${name})`);
  return `(${versionId}): ${ways.length === 0 ? 'no execution' : ways.join('; ')}`;
}
