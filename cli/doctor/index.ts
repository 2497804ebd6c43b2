import { S3Client } from '@aws-sdk/client-s3';
import { awsTrouble } from '../aws-trouble.ts';
import { RefusedError, uploadLinks } from '../links.ts';
import type { Place } from '../place.ts';
import { bad, legible, note, plural, say, sayJson, tinted, well } from '../terminal.ts';
import { exitCodes, Trouble } from '../trouble.ts';
import { UnsentError } from '../upload/send.ts';
import { bucketChecks } from './bucket.ts';
import { type Check, type Finding, fine, unseen, wrong } from './finding.ts';
import { photoCheck } from './photo.ts';
import { surroundingChecks } from './surroundings.ts';

export interface DoctorOptions {
  json?: boolean;
  /** False: send no test photo. */
  photo: boolean;
}

/** Looks at every part that a photo needs, and says what to do about each that is not well. */
export async function doctor(place: Place, options: DoctorOptions, signal: AbortSignal): Promise<number> {
  const s3 = new S3Client({ ...place.config, ...(place.local && { forcePathStyle: true }) });
  const links = uploadLinks(place);
  const checks: Check[] = [
    stackCheck(place),
    linksCheck(place, links),
    ...bucketChecks(place, s3),
    ...surroundingChecks(place),
    ...(options.photo ? [photoCheck(place, s3, links)] : []),
  ];
  let problems = 0;
  for (const check of checks) {
    for (const finding of await findingsOf(check, place, signal)) {
      if (finding.state === 'bad') problems += 1;
      if (options.json) sayJson(finding);
      else say(linesOf(finding));
    }
  }
  if (!options.json) note(problems === 0 ? 'All is well.' : `${plural(problems, 'thing')} to do.`);
  return problems === 0 ? exitCodes.well : exitCodes.failed;
}

async function findingsOf({ name, look }: Check, place: Place, signal: AbortSignal): Promise<Finding[]> {
  try {
    const said = await look(signal);
    return [said].flat().map((each) => ({ check: name, ...each }));
  } catch (error) {
    signal.throwIfAborted();
    return [{ check: name, ...saidOf(error, place) }];
  }
}

/** What keeps one check from looking says nothing of the others. */
function saidOf(error: unknown, { whereabouts }: Place): Omit<Finding, 'check'> {
  if (error instanceof RefusedError || error instanceof UnsentError) {
    return wrong(legible(error.message), 'See what is not well above, or the log of the function.');
  }
  const trouble = error instanceof Trouble ? error : awsTrouble(error, whereabouts);
  if (trouble !== undefined) return unseen(trouble.message, trouble.advice);
  const { name, message } = error as Error;
  return unseen(`It could not be looked at: ${name}: ${legible(message)}`);
}

function stackCheck({ stack, region, local, status }: Place): Check {
  return {
    name: 'the stack',
    async look() {
      if (local) return fine('The darkroom of this machine answers.');
      return /^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)
        ? fine(`${stack} in ${region} is ${status}.`)
        : wrong(
            `${stack} in ${region} is ${status}.`,
            'See why in the CloudFormation console, then: npx cdk deploy',
          );
    },
  };
}

function linksCheck(place: Place, links: ReturnType<typeof uploadLinks>): Check {
  return {
    name: 'upload links',
    async look(signal) {
      const address = place.output('UploadLinksUrl');
      await links.status(`${place.output('UploadsPrefix')}nothing/darkroom-doctor.png`, signal);
      const unsigned = await fetch(address, { signal });
      await unsigned.body?.cancel();
      return fine(
        unsigned.status === 403
          ? 'They answer to your signature, and to nobody without one.'
          : 'They answer, and to whoever asks: links.auth is none.',
      );
    },
  };
}

function linesOf({ check, state, says, todo }: Finding): string {
  const mark = { well: well(), bad: bad(), unknown: tinted('yellow', '?') }[state];
  return [`${mark} ${tinted('bold', check)}: ${says}`, ...(todo === undefined ? [] : [`  ${todo}`])].join(
    '\n',
  );
}
