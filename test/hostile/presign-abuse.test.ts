import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { photo } from '../fixtures/pictures.ts';
import { type OneMachine, oneMachine } from '../support/one-machine.ts';
import { becomes, noticesOf, uploadByLink } from '../support/upload.ts';
import { aPhoto, attacks, faultsOf, perform, type Site, siteOf } from './presign/index.ts';

const rules = JSON.stringify([{ prefix: 'uploads/avatars/', renditions: [{ name: 'tiny', width: 32 }] }]);

// Hundreds of hostile requests to the upload links and to the store behind them, as bytes over TCP.

describe.each(['iam', 'none'] as const)('where links are for %s', (auth) => {
  let machine: OneMachine;
  let site: Site;
  let before: Set<string>;
  beforeAll(async () => {
    machine = await oneMachine({ flags: ['-c', `links.auth=${auth}`, '-c', `rules=${rules}`] });
    site = siteOf(machine, machine.live.snapshot.about, auth);
    await site.thumbnailLink();
    before = await site.stored();
  });
  afterAll(async () => {
    site?.[Symbol.dispose]();
    await machine?.[Symbol.asyncDispose]();
  });

  for (const attack of attacks) {
    test(`${attack.ids} ${attack.what} is ${(auth === 'none' ? attack.open : undefined) ?? attack.answers}`, async () => {
      const { answers } = await perform(attack, site);

      expect(faultsOf(attack, answers, site)).toEqual([]);
    });
  }

  test('P8 of ten uploads by one link at once one is stored, and the others are told so', async () => {
    const link = await site.link();
    const bodies = Array.from({ length: 10 }, (_, each) => Buffer.alloc(aPhoto.size, `${each}`));
    const before = await site.stored();

    const ends = await Promise.all(
      bodies.map((body) =>
        site.upload(link, body).then(
          () => 'stored',
          (error: Error) => error.message,
        ),
      ),
    );

    const others = ends.filter((end) => end !== 'stored');
    expect(others).toHaveLength(9);
    for (const other of others) expect(other).toMatch(/^The store said (?:412|409): /);
    const added = [...(await site.stored())].filter((each) => !before.has(each) && each.includes(link.key));
    expect(added.filter((each) => each.startsWith(`${site.uploads}/`))).toHaveLength(1);
  });

  test('P1 P9 P10 after all of them nothing is stored but by the links that were used rightly', async () => {
    const added = [...(await site.stored())].filter((each) => !before.has(each));
    const uploads = new RegExp(`^${site.uploads}/uploads/[0-9a-f-]{36}/photo\\.jpg `);

    expect(
      added.filter((each) => !uploads.test(each) && !each.startsWith(`${site.thumbnails}/outcomes/uploads/`)),
    ).toEqual([]);
    expect(added.filter((each) => uploads.test(each))).toHaveLength(
      1 + attacks.filter(({ stores }) => stores).length,
    );
  });

  test('after all of them a photo goes its way', async () => {
    const { key } = await uploadByLink(machine, await photo({ width: 90, height: 60 }).jpeg().toBuffer());
    await becomes(machine, key, 'done');

    expect(noticesOf(machine, key)).toHaveLength(1);
  });
});
