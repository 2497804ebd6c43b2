import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { photo } from '../../fixtures/pictures.ts';
import { Deleter } from '../../support/deletions.ts';
import { type OneMachine, oneMachine } from '../../support/one-machine.ts';
import { becomes, noticesOf, photoAt } from '../../support/upload.ts';

// What becomes of thumbnails when their photo is deleted, as a client of S3 sees it.

const picture = await photo({ width: 300, height: 200 }).jpeg().toBuffer();
const other = await photo({ width: 200, height: 300 }).jpeg().toBuffer();

/** The notices of the key when there are so many. */
async function told(machine: OneMachine, key: string, many: number) {
  const count = () => noticesOf(machine, key).length;
  await machine.live.until(() => count() >= many, `${key} is told of ${many} times`);
  return noticesOf(machine, key);
}

describe('deletes: follow', () => {
  let machine: OneMachine;
  let deleter: Deleter;
  const madeOf = async (key: string) =>
    Object.keys(await deleter.made()).filter((each) => each.includes(key.slice('uploads/'.length)));

  beforeAll(async () => {
    machine = await oneMachine();
    deleter = new Deleter(machine);
  });
  afterAll(async () => {
    deleter?.[Symbol.dispose]();
    await machine?.[Symbol.asyncDispose]();
  });

  test('a photo that is deleted takes its thumbnails along, and comes back with them', async () => {
    const key = 'uploads/there and back.jpg';
    const version = await deleter.upload(key, picture);
    await becomes(machine, key, 'done');

    const marker = await deleter.delete(key);
    await deleter.settled();
    expect(await madeOf(key)).toEqual([]);
    await becomes(machine, key, 'deleted');
    const { DeletionStateMachineArn } = machine.live.snapshot.about.outputs;
    expect(photoAt(machine, key)?.execution).toContain(
      DeletionStateMachineArn?.replace(':stateMachine:', ':execution:'),
    );
    const [done, deleted] = await told(machine, key, 2);
    expect(deleted).toMatchObject({
      ...{ status: 'deleted', versionId: marker },
      deletion: { kind: 'marker', by: 'request', requester: '000000000000' },
    });

    await deleter.delete(key, marker);
    await deleter.settled();
    const [, , back] = await told(machine, key, 3);
    expect(back).toMatchObject({ status: 'done', versionId: version, renditions: done.renditions });
    expect(back.sequencer > deleted.sequencer && deleted.sequencer > done.sequencer).toBe(true);
    expect(new Set([done.id, deleted.id, back.id]).size).toBe(3);
    expect(await madeOf(key)).toEqual(done.renditions.map((each: { key: string }) => each.key));
    await becomes(machine, key, 'done');
    expect(photoAt(machine, key)?.renditions).toHaveLength(1);
  });

  test('a version that is deleted for good lets the one before it come back', async () => {
    const key = 'uploads/one before.jpg';
    const first = await deleter.upload(key, picture);
    await deleter.settled();
    const second = await deleter.upload(key, other);
    await deleter.settled();

    await deleter.delete(key, second);
    await deleter.settled();

    const notices = await told(machine, key, 3);
    expect(notices.map(({ status, versionId }) => [status, versionId])).toEqual([
      ['done', first],
      ['done', second],
      ['done', first],
    ]);
    expect(await madeOf(key)).toHaveLength(1);

    await deleter.delete(key, first);
    await deleter.settled();

    expect((await told(machine, key, 4))[3]).toMatchObject({
      ...{ status: 'deleted', versionId: first },
      deletion: { kind: 'permanent' },
    });
    expect(await madeOf(key)).toEqual([]);
  });

  test('an old version that is deleted changes nothing, and nobody is told', async () => {
    const key = 'uploads/old one.jpg';
    const old = await deleter.upload(key, picture);
    await deleter.settled();
    const version = await deleter.upload(key, other);
    await deleter.settled();
    const secondOfMaking = Date.now() - (Date.now() % 1000);
    // S3's times are whole seconds: within one it cannot be told whether the thumbnails were made before the deletion.
    while (Date.now() < secondOfMaking + 1000) await setImmediate();

    await deleter.delete(key, old);
    await deleter.settled();

    expect(await madeOf(key)).toHaveLength(1);
    expect(Object.values(await deleter.made())).toContain(version);
    await told(machine, key, 2);
    // Notices come in the order that they are told in: one of the old version would have come before this one.
    await deleter.delete(key);
    const statuses = (await told(machine, key, 3)).map(({ status }) => status);
    expect(statuses).toEqual(['done', 'done', 'deleted']);
  });

  test('the record of a rejected photo goes with it', async () => {
    const key = 'uploads/no photo.jpg';
    await deleter.upload(key, Buffer.from('no photo'));
    await becomes(machine, key, 'rejected');
    expect(await madeOf(key)).toEqual([`outcomes/${key}.json`]);

    await deleter.delete(key);
    await deleter.settled();

    expect(await madeOf(key)).toEqual([]);
    await becomes(machine, key, 'deleted');
    expect((await told(machine, key, 2)).map(({ status }) => status)).toEqual(['rejected', 'deleted']);
  });
});

test('deletes: keep leaves the thumbnails of a deleted photo, and says nothing', async () => {
  await using machine = await oneMachine({ flags: ['-c', 'deletes=keep'] });
  using deleter = new Deleter(machine);
  const key = 'uploads/kept.jpg';
  await deleter.upload(key, picture);
  await becomes(machine, key, 'done');
  const { outputs } = machine.live.snapshot.about;

  await deleter.delete(key);
  await becomes(machine, key, 'deleted');

  expect(outputs).not.toHaveProperty('DeletionStateMachineArn');
  expect(Object.keys(await deleter.made())).toHaveLength(1);
  expect(noticesOf(machine, key).map(({ status }) => status)).toEqual(['done']);
});
