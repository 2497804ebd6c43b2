import { describe, expect, test } from '@jest/globals';
import { renditionSettings } from '../../../functions/shared/renditions.ts';
import { account } from './index.ts';
import type { Ledger, Sent } from './ledger.ts';
import type { Execution, Injection, Notice, StoredRendition, UploadVersion, World } from './world.ts';

// The account has to see each thing that may not be: a world where all is well, and the same with one thing wrong.

const settings = {
  uploadsPrefix: 'uploads/',
  renditions: renditionSettings(
    JSON.stringify([{ name: 'thumbnail', width: 100, fit: 'inside', format: 'jpeg', quality: 80 }]),
  ),
};
const shown = { width: 200, height: 100, colour: [10, 20, 30] };

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Each)[] ? Each[] : T[Key] };
interface Scene {
  world: Mutable<World>;
  ledger: { sent: Sent[]; deleted: Set<string> };
}

/** done.jpg, rejected.jpg, failed.jpg, letter.jpg, twice.jpg (replaced when it was done), deleted.jpg. */
function allWell(): Scene {
  const scene: Scene = {
    world: {
      ...{ uploads: [], renditions: [], records: [], notices: [], letters: [] },
      ...{ executions: [], injections: [], deaths: [], unfinished: [] },
    },
    ledger: { sent: [], deleted: new Set(['uploads/deleted.jpg']) },
  };
  const { world } = scene;
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

function make({ world }: Scene, name: string, versionId: string): void {
  const source = { etag: `etag-${versionId}`, versionId, sequencer: versionId.slice(1) };
  world.renditions.push({
    key: `thumbnails/${name}.jpg/thumbnail.jpg`,
    ...{ etag: 'bytes', md5: 'bytes', stamped: true },
    provenance: { ...source, claim: 'claim', settings: 'settings' },
    said: { width: 100, height: 50 },
    picture: { width: 100, height: 50, colour: [12, 18, 30] },
  });
}

function tell(
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

const problemsOf = ({ world, ledger }: Scene) => account(world, ledger as Ledger, settings).problems;

const at = <Each>(list: Each[], index: number): Each => {
  const found = list.at(index);
  if (found === undefined) throw new Error(`There are ${list.length}`);
  return found;
};
const rendition = ({ world }: Scene, name: string): Mutable<StoredRendition> =>
  at(
    world.renditions.filter(({ key }) => key.includes(`/${name}.jpg/`)),
    0,
  );
const version = ({ world }: Scene, id: string): UploadVersion =>
  at(
    world.uploads.filter(({ versionId }) => versionId === id),
    0,
  );

test('a world where all is well has no problems, and each photo its end', () => {
  const { world, ledger } = allWell();
  const { photos, problems } = account(world, ledger, settings);

  expect(problems).toEqual([]);
  expect(Object.fromEntries(photos.map(({ versionId, end }) => [versionId, end]))).toEqual({
    ...{ v1: 'done', v2: 'rejected', v3: 'failed', v4: 'in Parked' },
    ...{ v5: 'superseded', v6: 'done', v7: 'deleted' },
  });
});

describe('what may not be is found, and named', () => {
  test.each<[string, (scene: Scene) => unknown, RegExp]>([
    [
      'a photo that nothing came of',
      ({ world }) => world.letters.pop(),
      /^lost: uploads\/letter\.jpg .*SUCCEEDED at Publish Result/,
    ],
    [
      'an upload that was acknowledged and is not there',
      ({ world }) =>
        world.uploads.splice(
          world.uploads.findIndex(({ versionId }) => versionId === 'v4'),
          1,
        ),
      /^acknowledged, and not in the bucket: uploads\/letter\.jpg/,
    ],
    [
      'a deletion that did not stay',
      ({ world }) =>
        world.uploads.splice(
          world.uploads.findIndex(({ marker }) => marker),
          1,
        ),
      /^deleted, and still there: uploads\/deleted\.jpg/,
    ],
    [
      'a picture that is told as rejected',
      (scene) => tell(scene, 'failed', 'v3', 'rejected', 150),
      /^told as rejected, which it is not: uploads\/failed\.jpg/,
    ],
    [
      'what is no picture told as done',
      (scene) => tell(scene, 'rejected', 'v2', 'done', 150),
      /^told as done, which it is not: uploads\/rejected\.jpg/,
    ],
    [
      'a photo told as done without its rendition',
      ({ world }) => world.renditions.shift(),
      /^told as done, and thumbnails\/done\.jpg\/thumbnail\.jpg is not there/,
    ],
    [
      'a rejection without its record',
      ({ world }) => world.records.pop(),
      /^told as rejected, and there is no record of it: uploads\/rejected\.jpg/,
    ],
    [
      'a photo that is done beside a record that it failed',
      ({ world }) => world.records.push({ key: 'uploads/done.jpg', status: 'failed', versionId: 'v1' }),
      /^done, and there is still a record that it was failed: uploads\/done\.jpg/,
    ],
    [
      'two ids for one outcome',
      (scene) => Object.assign(tell(scene, 'done', 'v1', 'done', 150), { id: 'another' }),
      /^told twice as done, by the ids done-v1 and another: uploads\/done\.jpg/,
    ],
    [
      'a notice that came again though nothing had broken',
      (scene) => tell(scene, 'done', 'v1', 'done', 150),
      /^told again as done, and nothing had broken: uploads\/done\.jpg/,
    ],
    [
      'a failure that is told after the photo was done',
      (scene) => tell(scene, 'done', 'v1', 'failed', 150),
      /^told as done, and then as failed: uploads\/done\.jpg/,
    ],
    [
      'a notice of what nobody uploaded',
      (scene) => tell(scene, 'nothing', 'v99', 'done', 150),
      /^told as done, though it was never uploaded: uploads\/nothing\.jpg/,
    ],
    [
      '"done" that was decided for an older upload after a newer one',
      ({ world }) => {
        const older = at(world.notices, -2);
        world.notices.splice(-2, 1);
        world.notices.push({ ...older, decidedAt: 141_000, publishedAt: 142_000 });
      },
      /^done was decided for an older upload 1000 ms after a newer one's: uploads\/twice\.jpg/,
    ],
    [
      'sequencers that do not grow with the uploads',
      ({ world }) => Object.assign(at(world.notices, -1), { sequencer: '1' }),
      /^sequencers are not in the order of the uploads: uploads\/twice\.jpg/,
    ],
    [
      'a rendition that does not decode',
      (scene) => Object.assign(rendition(scene, 'done'), { picture: { broken: 'ends early' } }),
      /^torn, ends early: thumbnails\/done\.jpg/,
    ],
    [
      'a rendition with other bytes than its ETag says',
      (scene) => Object.assign(rendition(scene, 'done'), { md5: 'others' }),
      /^its bytes are not those of its ETag: thumbnails\/done\.jpg/,
    ],
    [
      'a rendition with the stamp of another upload',
      (scene) => Object.assign(rendition(scene, 'done'), { stamped: false }),
      /^its stamp is of another upload than its metadata: thumbnails\/done\.jpg/,
    ],
    [
      'a rendition of another size than its metadata says',
      (scene) => Object.assign(rendition(scene, 'done'), { said: { width: 100, height: 51 } }),
      /^its metadata says 100 x 51, it is 100 x 50: thumbnails\/done\.jpg/,
    ],
    [
      'a rendition of another size than was asked for',
      (scene) =>
        Object.assign(rendition(scene, 'done'), {
          said: { width: 90, height: 45 },
          picture: { width: 90, height: 45, colour: [10, 20, 30] },
        }),
      /^90 x 45 where 100 x 50 was to be: thumbnails\/done\.jpg/,
    ],
    [
      'a rendition that shows another picture',
      (scene) =>
        Object.assign(rendition(scene, 'done'), {
          picture: { width: 100, height: 50, colour: [90, 20, 30] },
        }),
      /^shows another picture \(90,20,30, not 10,20,30\): thumbnails\/done\.jpg/,
    ],
    [
      'a rendition of an older upload where the newest is done',
      (scene) =>
        Object.assign(rendition(scene, 'twice'), {
          provenance: { ...rendition(scene, 'twice').provenance, versionId: 'v5', etag: 'etag-v5' },
        }),
      /^of an older upload than the newest: thumbnails\/twice\.jpg/,
    ],
    [
      'a rendition of an upload whose bytes it was not made of',
      (scene) => Object.assign(version(scene, 'v1'), { etag: 'etag-v99' }),
      /^its metadata has the ETag of another upload: thumbnails\/done\.jpg/,
    ],
    [
      "a rendition at a place that is no rendition's",
      (scene) => Object.assign(rendition(scene, 'done'), { key: 'thumbnails/done.jpg/other.jpg' }),
      /^not where a rendition of uploads\/done\.jpg belongs: thumbnails\/done\.jpg\/other\.jpg/,
    ],
    [
      'a rendition of nothing',
      (scene) => Object.assign(rendition(scene, 'done'), { provenance: undefined }),
      /^made from no upload that there is: thumbnails\/done\.jpg/,
    ],
    [
      'a rendition that is left of a deleted photo',
      (scene) => make(scene, 'deleted', 'v7'),
      /^deleted, and thumbnails\/deleted\.jpg\/thumbnail\.jpg is left of it/,
    ],
    [
      'a record that is left of a deleted photo',
      ({ world }) => world.records.push({ key: 'uploads/deleted.jpg', status: 'failed', versionId: 'v7' }),
      /^deleted, and outcomes\/uploads\/deleted\.jpg\.json is left of it/,
    ],
    [
      'an upload that nobody sent',
      ({ ledger }) => ledger.sent.splice(3, 1),
      /^stored, though nobody sent it: uploads\/letter\.jpg/,
    ],
    [
      'what is still to be done',
      ({ world }) => world.unfinished.push('2 messages'),
      /^unfinished: 2 messages/,
    ],
  ])('%s', (_what, spoil, problem) => {
    const scene = allWell();
    spoil(scene);

    expect(problemsOf(scene)).toContainEqual(expect.stringMatching(problem));
  });
});

describe('a notice may come again under its own id', () => {
  interface Case {
    when: string;
    injection?: Partial<Injection>;
    death?: number;
    teller?: Partial<Execution>;
  }
  const toldAgain = ({ injection, death, teller }: Case) => {
    const { world, ledger } = allWell();
    Object.assign(at(world.executions, 0), teller);
    tell({ world, ledger }, 'done', 'v1', 'done', 160);
    if (death !== undefined) world.deaths.push(death);
    else world.injections.push({ at: 'sns.Publish', do: 'unanswered', rule: 0, time: 100_004, ...injection });
    return account(world, ledger, settings);
  };
  const photo = 'uploads/done.jpg';
  const failed = (where: string, how: string) => ({ at: where, do: how, time: 120_000, photo });

  test.each<Case>([
    { when: 'its answer was lost', injection: { photo } },
    { when: 'the process was killed before the answer was noted', death: 120_000 },
    { when: 'the message could not be deleted', injection: failed('sqs.DeleteMessage', '500') },
    { when: 'whoever held the message died', injection: failed('function.start-execution', 'crash-after') },
    {
      when: 'its answer came too late',
      injection: { photo, do: 'slow', time: 170_000 },
      teller: { gaveUpAt: [103_000] },
    },
    {
      when: 'an execution that is waited for was killed',
      death: 120_000,
      teller: { express: true, toldAt: [110_000] },
    },
  ])('when $when', (each) => {
    const { problems, photos } = toldAgain(each);

    expect(problems).toEqual([]);
    expect(photos.find(({ versionId }) => versionId === 'v1')).toMatchObject({ end: 'done', repeated: 1 });
  });

  test.each<Case>([
    { when: 'the answer of another photo was lost', injection: { photo: 'uploads/twice.jpg' } },
    { when: 'it was not published at all', injection: { photo, do: '503' } },
    { when: 'the answer was lost of the second one alone', injection: { photo, time: 160_004 } },
    { when: 'the process was killed before it was published', death: 90_000 },
    {
      when: 'the process was killed once the answer had been noted',
      death: 120_000,
      teller: { toldAt: [110_000] },
    },
    { when: 'the process was killed after both', death: 170_000 },
    { when: 'resizing crashed', injection: failed('function.resize', 'crash-after') },
  ])('but not when $when', (each) => {
    expect(toldAgain(each).problems).toEqual([
      expect.stringMatching(/^told again as done, and nothing had broken: uploads\/done\.jpg/),
    ]);
  });
});

test('what is left of an older photo stands until the newest is done', () => {
  const scene = allWell();
  Object.assign(at(scene.world.notices, -1), { status: 'failed' });
  Object.assign(rendition(scene, 'twice'), {
    provenance: { ...rendition(scene, 'twice').provenance, versionId: 'v5', etag: 'etag-v5' },
  });

  expect(problemsOf(scene)).toEqual([]);
});

test('a write that came when its writer was gone is left beside a newest upload that failed, and is a fault without a stall', () => {
  const scene = allWell();
  const { world } = scene;
  Object.assign(at(world.notices, -1), { status: 'failed' });
  world.notices = world.notices.filter(({ versionId }) => versionId !== 'v5');
  Object.assign(rendition(scene, 'twice'), {
    provenance: { ...rendition(scene, 'twice').provenance, versionId: 'v5', etag: 'etag-v5' },
  });
  expect(problemsOf(scene)).toContainEqual(
    expect.stringMatching(/^of an older upload than the newest: thumbnails\/twice\.jpg/),
  );

  const stall = { at: 's3.PutObject', do: 'slow', photo: 'uploads/twice.jpg', time: 1 };
  world.injections.push(stall as Injection);
  expect(problemsOf(scene)).toEqual([]);
});
