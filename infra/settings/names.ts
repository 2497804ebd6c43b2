import { type Kind, listOf, text } from './kinds.ts';

/** Where thumbnails and outcome records land: functions/shared/keys.ts has the same two, and a test compares them. */
const outputFolders = ['thumbnails/', 'outcomes/'];

/** So narrow because it stands in a StringMatches of the state machine, where * and \ mean something. */
export const uploadsPrefix: Kind<string> = text(
  "one or more folders, each of A-Z, a-z, 0-9, '.', '_' and '-' (but not . or ..) and a slash after it, 200 bytes at most, and not in thumbnails/ or outcomes/, where darkroom writes",
  (prefix) =>
    prefix.length <= 200 &&
    /^(?:[\w.-]+\/)+$/.test(prefix) &&
    !/(?:^|\/)\.{1,2}\//.test(prefix) &&
    !outputFolders.some((folder) => prefix.startsWith(folder)),
);

/**
 * General purpose buckets only: a directory bucket sends no events and keeps no versions.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const bucketName: Kind<string> = text(
  "the name of an existing general purpose bucket (3 to 63 of a-z, 0-9, '.' and '-')",
  (name) =>
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(?:xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name),
);

/** Of the key and not of an alias, which could not be granted. */
export const kmsKeyArn: Kind<string> = text(
  'the ARN of a KMS key, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  (arn) =>
    /^arn:aws(?:-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(
      arn,
    ),
);

/** Written as browsers send it, for the comparison is letter by letter. The limits are those of a function URL's CORS. */
export const origins: Kind<readonly string[]> = listOf(
  text(
    'an origin such as https://example.com or http://localhost:3000 (lower case, with no path and no slash at the end), or * by itself',
    (origin) => origin === '*' || (origin.length <= 253 && !origin.includes('*') && isOrigin(origin)),
  ),
  100,
);

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** The alarms add #heading to it. An alarm's description takes 1,024 characters. */
export const runbook: Kind<string> = text(
  'an address such as https://example.com/darkroom/docs/runbook.md, with nothing after a ? or #, 500 characters at most',
  (address) => {
    if (!/^https?:\/\/\S+$/.test(address) || address.length > 500 || !URL.canParse(address)) return false;
    const { search, hash } = new URL(address);
    return search === '' && hash === '' && !/[?#]/.test(address);
  },
);

/** Each is a resource of the stack, of which CloudFormation takes 500. */
export const emails: Kind<readonly string[]> = listOf(
  text(
    'an e-mail address such as ops@example.com',
    (address) =>
      address.length <= 254 && /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(address),
  ),
  100,
);
