import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { sequencerOf } from '../../../local/s3/store/sequencer.ts';
import { noise } from '../../fixtures/pictures.ts';
import { accountOf } from '../account/of.ts';
import { Client } from '../client.ts';
import { inTurn } from '../in-turn.ts';
import { executionsAtWork } from '../on-disk.ts';
import { broken, picture } from '../pictures.ts';
import { renditions, withRenditions } from '../renditions.ts';
import { type Report, type Scenario, tallied } from '../scenario.ts';
import { type Supervised, supervised } from '../supervised.ts';

/** 8,000 uploads and 2,000 copies of their events: 10,000, a fifth of them duplicates. */
const keysInFull = 2000;
const uploadsPerKey = 4;
const duplicates = 1 / uploadsPerKey;
const seed = 4;
const atOnce = 12;
/** Executions at once, waiting ones too: with a long line each would find its upload overwritten before it begins. */
const mostExecutions = 24;
/** The uploads of a key are as many places apart at most, so that a newer one comes while an older one is worked on. */
const spread = 60;
/** Copies are held back until so many other uploads have come. */
const mostHeldBack = 40;

/**
 * Out of order, and with stalls before writes, in which a newer upload can come and be done. The longer ones outlast the
 * patience of whoever writes, which is 2 s: their writes come when nobody looks after them any more.
 */
const disorder = {
  seed,
  faults: [
    { at: 'events.Deliver', do: 'late', ms: 3000, chance: 0.4, times: 'always' },
    { at: 'events.Deliver', do: 'twice', chance: 0.2, times: 'always' },
    { at: 's3.PutObject', do: 'slow', ms: 8000, match: '-thumbnails/', chance: 0.2, times: 'always' },
    { at: 's3.PutObject', do: 'slow', ms: 1500, match: '-thumbnails/', chance: 0.2, times: 'always' },
  ],
};

export const storm: Scenario = {
  name: 'storm',
  about:
    'Events of keys that are overwritten while earlier uploads of them are worked on, a fifth of the events twice under another name, all in disorder.',
  async run(size, report) {
    const keys = Math.max(10, Math.round(keysInFull * size));
    await using darkroom = await supervised([...withRenditions, '--concurrency', '4'], disorder);
    const client = new Client(darkroom);
    const copies = await pour(darkroom, client, keys, report);
    const { photos, problems } = await accountOf(darkroom, client.ledger, { renditions, report });
    const uploads = client.ledger.sent.length;
    return {
      rows: [
        {
          kind: `${uploads} events and ${copies} duplicates, ${keys} keys`,
          injections: uploads + copies,
          ends: tallied(photos.map(({ end }) => end)),
          repeated: photos.reduce((sum, { repeated }) => sum + repeated, 0),
          checked:
            'one effect and one notice for each newest upload; none older over it, none decided after it',
        },
      ],
      problems,
    };
  },
};

/** Uploads and copies in their disorder; how many copies there were. */
async function pour(darkroom: Supervised, client: Client, keys: number, report: Report): Promise<number> {
  const { machine, about } = darkroom;
  const sfn = new SFNClient(machine.client);
  const random = noise(seed);
  const uploads = Array.from({ length: keys * uploadsPerKey }, (_, number) => {
    const place = Math.floor(number / uploadsPerKey);
    return { key: `uploads/storm/${place}.jpg`, number, at: number + random() * spread };
  }).sort((a, b) => a.at - b.at);
  const heldBack: { input: string; until: number }[] = [];
  let sent = 0;
  let copies = 0;

  const copyDue = async (last = false) => {
    for (const copy of heldBack.filter(({ until }) => last || until <= sent)) {
      heldBack.splice(heldBack.indexOf(copy), 1);
      await sfn.send(
        new StartExecutionCommand({ stateMachineArn: about.outputs.StateMachineArn, input: copy.input }),
      );
      copies += 1;
    }
  };
  await inTurn(uploads, atOnce, async ({ key, number }) => {
    while (executionsAtWork(machine.data) > mostExecutions)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const sending = await (number % 20 === 7 ? broken(number) : picture(number));
    const versionId = await client.replace('storm', key, sending);
    sent += 1;
    report(`${sent} of ${uploads.length} sent, ${copies} again`);
    if (random() < duplicates) {
      const input = eventOf(darkroom, key, versionId, sending);
      heldBack.push({ input, until: sent + Math.floor(random() * mostHeldBack) });
    }
    await copyDue();
  });
  await copyDue(true);
  return copies;
}

/** As EventBridge hands it on, but for what the workflow does not read. */
function eventOf(
  { about }: Supervised,
  key: string,
  versionId: string,
  { bytes, etag }: { bytes: Buffer; etag: string },
) {
  const object = {
    key,
    size: bytes.length,
    etag,
    'version-id': versionId,
    sequencer: sequencerOf(versionId),
  };
  return JSON.stringify({ detail: { bucket: { name: about.outputs.UploadsBucketName }, object } });
}
