import { renditionSettings } from '../../../functions/shared/renditions.ts';
import { account } from './index.ts';
import type { Ledger, Sent } from './ledger.ts';
import type { Execution, Notice, StoredRendition, UploadVersion, World } from './world.ts';

// A world seen from outside in which all is well, to be spoiled.

export const settings = {
  uploadsPrefix: 'uploads/',
  renditions: renditionSettings(
    JSON.stringify([{ name: 'thumbnail', width: 100, fit: 'inside', format: 'jpeg', quality: 80 }]),
  ),
};
const shown = { width: 200, height: 100, colour: [10, 20, 30] };

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Each)[] ? Each[] : T[Key] };
export interface Scene {
  world: Mutable<World>;
  ledger: { sent: Sent[]; deleted: Set<string> };
}

/** done.jpg, rejected.jpg, failed.jpg, letter.jpg, twice.jpg (replaced when it was done), deleted.jpg. */
export function allWell(): Scene {
  const scene: Scene = {
    world: {
      ...{ uploads: [], renditions: [], records: [], notices: [], letters: [] },
      ...{ executions: [], injections: [], deaths: [], unfinished: [] },
    },
    ledger: { sent: [], deleted: new Set(['uploads/deleted.jpg']) },
  };
  const { world } = scene;
  tell(scene, 'deleted', 'v8', 'deleted', 90);
  upload(scene, 'done', 'v1');
  make(scene, 'done', 'v1');
  tell(scene, 'done', 'v1', 'done', 100);
  upload(scene, 'rejected', 'v2', undefined);
  world.records.push({ key: 'uploads/rejected.jpg', status: 'rejected', versionId: 'v2' });
  tell(scene, 'rejected', 'v2', 'rejected', 110);
  upload(scene, 'failed', 'v3');
  tell(scene, 'failed', 'v3', 'failed', 120);
  upload(scene, 'letter', 'v4');
  world.letters.push({ queue: 'Parked', key: 'uploads/letter.jpg', versionId: 'v4' });
  upload(scene, 'twice', 'v5');
  tell(scene, 'twice', 'v5', 'done', 130);
  upload(scene, 'twice', 'v6');
  make(scene, 'twice', 'v6');
  tell(scene, 'twice', 'v6', 'done', 140);
  upload(scene, 'deleted', 'v7');
  world.uploads.unshift({ key: 'uploads/deleted.jpg', versionId: 'v8', etag: '', marker: true });
  world.executions.push(executionOf('uploads/deleted.jpg', 'v8'));
  return scene;
}

function upload({ world, ledger }: Scene, name: string, versionId: string, picture: Sent['picture'] = shown) {
  const key = `uploads/${name}.jpg`;
  const is = name === 'rejected' ? undefined : picture;
  world.uploads.unshift({ key, versionId, etag: `etag-${versionId}`, marker: false });
  world.executions.push(executionOf(key, versionId));
  ledger.sent.push({ key, kind: 'some', etag: `etag-${versionId}`, acknowledged: true, picture: is });
}

function executionOf(key: string, versionId: string): Execution {
  const at = { status: 'SUCCEEDED', state: 'Publish Result', express: false, toldAt: [], gaveUpAt: [] };
  return { arn: `arn-${versionId}`, name: `name-${versionId}`, ...at, key, versionId };
}

export function make({ world }: Scene, name: string, versionId: string): void {
  const source = { etag: `etag-${versionId}`, versionId, sequencer: versionId.slice(1) };
  world.renditions.push({
    key: `thumbnails/${name}.jpg/thumbnail.jpg`,
    ...{ etag: 'bytes', md5: 'bytes', stamped: true },
    provenance: { ...source, claim: 'claim', settings: 'settings' },
    said: { width: 100, height: 50 },
    picture: { width: 100, height: 50, colour: [12, 18, 30] },
  });
}

export function tell(
  { world }: Scene,
  name: string,
  versionId: string,
  status: Notice['status'],
  at: number,
): Notice {
  const notice: Notice = {
    ...{ id: `${status}-${versionId}`, status, key: `uploads/${name}.jpg`, versionId },
    ...{ sequencer: versionId.slice(1), execution: `arn-${versionId}` },
    ...{ decidedAt: at * 1000, publishedAt: at * 1000 + 5 },
  };
  world.notices.push(notice);
  return notice;
}

export const problemsOf = ({ world, ledger }: Scene) => account(world, ledger as Ledger, settings).problems;

export const at = <Each>(list: Each[], index: number): Each => {
  const found = list.at(index);
  if (found === undefined) throw new Error(`There are ${list.length}`);
  return found;
};
export const rendition = ({ world }: Scene, name: string): Mutable<StoredRendition> =>
  at(
    world.renditions.filter(({ key }) => key.includes(`/${name}.jpg/`)),
    0,
  );
export const version = ({ world }: Scene, id: string): UploadVersion =>
  at(
    world.uploads.filter(({ versionId }) => versionId === id),
    0,
  );
