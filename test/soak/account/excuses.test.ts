import { describe, expect, test } from '@jest/globals';
import { account } from './index.ts';
import { allWell, at, problemsOf, rendition, type Scene, settings, tell } from './scene.ts';
import type { Execution, Injection } from './world.ts';

// What the account lets pass, and how little of it.

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

const stall = { at: 's3.PutObject', do: 'slow', rule: 0, photo: 'uploads/twice.jpg', time: 1 };

test.each<[string, (scene: Scene) => unknown, RegExp]>([
  [
    'a rendition beside a newest upload that failed',
    (scene) => {
      const { world } = scene;
      Object.assign(at(world.notices, -1), { status: 'failed' });
      world.notices = world.notices.filter(({ versionId }) => versionId !== 'v5');
      Object.assign(rendition(scene, 'twice'), {
        provenance: { ...rendition(scene, 'twice').provenance, versionId: 'v5', etag: 'etag-v5' },
      });
    },
    /^of an older upload than the newest: thumbnails\/twice\.jpg/,
  ],
  [
    'a record beside a newest upload that is done',
    ({ world }) => world.records.push({ key: 'uploads/twice.jpg', status: 'rejected', versionId: 'v5' }),
    /^done, and there is still a record that it was rejected: uploads\/twice\.jpg/,
  ],
])(
  'a write that came when its writer was gone may leave %s; without a stall that is a fault',
  (_what, spoil, problem) => {
    const scene = allWell();
    spoil(scene);
    expect(problemsOf(scene)).toContainEqual(expect.stringMatching(problem));

    scene.world.injections.push(stall);
    expect(problemsOf(scene)).toEqual([]);
  },
);

test('no stall excuses a record of the newest upload itself', () => {
  const scene = allWell();
  scene.world.records.push({ key: 'uploads/twice.jpg', status: 'failed', versionId: 'v6' });
  scene.world.injections.push(stall);

  expect(problemsOf(scene)).toEqual([
    'done, and there is still a record that it was failed: uploads/twice.jpg',
  ]);
});
