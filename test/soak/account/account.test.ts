import { describe, expect, test } from '@jest/globals';
import { account } from './index.ts';
import { allWell, at, make, problemsOf, rendition, type Scene, settings, tell, version } from './scene.ts';

// The account has to see each thing that may not be: a world where all is well, and the same with one thing wrong.

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
      'a rendition that is left of a deleted photo which had been told as done',
      (scene) => {
        make(scene, 'deleted', 'v7');
        tell(scene, 'deleted', 'v7', 'done', 145);
      },
      /^deleted, and thumbnails\/deleted\.jpg\/thumbnail\.jpg is left of it/,
    ],
    [
      'a deletion that nobody was told of',
      ({ world }) => world.notices.shift(),
      /^deleted, and nobody was told: uploads\/deleted\.jpg/,
    ],
    [
      'a deletion told twice, though nothing had broken',
      (scene) => tell(scene, 'deleted', 'v8', 'deleted', 160),
      /^told again as deleted, and nothing had broken: uploads\/deleted\.jpg/,
    ],
    [
      'a deletion told that nobody made',
      (scene) => tell(scene, 'done', 'v1', 'deleted', 160),
      /^told as deleted, though nobody deleted it: uploads\/done\.jpg/,
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
