import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { PhotoAnswer } from '../../functions/presign/answers.ts';
import type { Links } from '../links.ts';
import { outcomeOf, UndecidedError } from '../outcome.ts';
import type { Place } from '../place.ts';
import { bytes, plural } from '../terminal.ts';
import { photoFile } from '../upload/file.ts';
import { send } from '../upload/send.ts';
import { cleanUp } from './clean-up.ts';
import { type Check, fine, wrong } from './finding.ts';
import { testPicture } from './test-picture.ts';

/** Milliseconds. As long as an execution can take, and some more. */
const patience = 300_000;

/** The whole way, as a user goes it; nothing of it is left behind but the notice that was sent. */
export function photoCheck(place: Place, s3: S3Client, links: Links): Check {
  return {
    name: 'a test photo',
    async look(signal) {
      const begin = performance.now();
      const key = await sendPicture(links, signal);
      try {
        const outcome = await outcomeOf({ links, key, timeoutMs: patience, signal });
        const seconds = ((performance.now() - begin) / 1000).toFixed(1);
        return [await judge(outcome, seconds, signal), await leaveNothing(place, s3, key, signal)];
      } catch (error) {
        // Ctrl-C too: what is there by now is taken away, and then it ends.
        await leaveNothing(place, s3, key, AbortSignal.timeout(10_000)).catch(() => {});
        if (!(error instanceof UndecidedError)) throw error;
        return wrong(
          `It ${error.message}.`,
          'Look whether an execution began (npx darkroom watch), and whether uploads lie in the queues.',
        );
      }
    },
  };
}

async function sendPicture(links: Links, signal: AbortSignal): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-doctor-'));
  try {
    const path = join(folder, 'darkroom-doctor.png');
    await writeFile(path, testPicture());
    return await send({ links, file: await photoFile(path), signal, onSent() {} });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function judge(outcome: PhotoAnswer | undefined, seconds: string, signal: AbortSignal) {
  if (outcome === undefined)
    return wrong('It was deleted by somebody meanwhile.', 'See who deletes uploads.');
  const { status, reason, detail, renditions } = outcome;
  if (status !== 'done') {
    const because = [reason, detail].filter((each) => each !== undefined).join(': ');
    return wrong(
      `It is ${status} after ${seconds} s${because && ` (${because})`}.`,
      'See its execution: npx darkroom redrive',
    );
  }
  for (const { name, url, bytes: size } of renditions) {
    const response = await fetch(url, { signal });
    const got = (await response.arrayBuffer()).byteLength;
    if (!response.ok || got !== size) {
      return wrong(
        `The link to its ${name} answers ${response.status} with ${bytes(got)}.`,
        'See the rights of the upload links’ function.',
      );
    }
  }
  return fine(`It is done after ${seconds} s, with ${plural(renditions.length, 'rendition')}.`);
}

async function leaveNothing(place: Place, s3: S3Client, key: string, signal: AbortSignal) {
  try {
    await cleanUp(place, s3, key, signal);
  } catch (error) {
    return wrong(
      `It could not be taken away again (${(error as Error).name}): ${key}, and what came of it.`,
      'Delete it, or have s3:ListBucketVersions, s3:DeleteObject and s3:DeleteObjectVersion granted on both buckets.',
    );
  }
  return fine('It was taken away again, with all that came of it.');
}
