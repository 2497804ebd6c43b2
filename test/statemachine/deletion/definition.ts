import { readFileSync } from 'node:fs';
import { type Definition, filled, substitutions } from '../definition.ts';

/** deletion.asl.json as it stands in the repository, placeholders and all. */
export const definitionText = readFileSync(
  new URL('../../../statemachine/deletion.asl.json', import.meta.url),
  'utf8',
);

const { Account, Region, UploadsBucketName, UploadsPrefix, NoticesTopicArn } = substitutions;

/** What a deployment puts in the place of `${Name}`. */
export const deletionSubstitutions: Readonly<Record<string, string | undefined>> = {
  ...{ Account, Region, UploadsBucketName, UploadsPrefix, NoticesTopicArn },
  FollowDeletionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:follow-deletion',
  Announcer: 'darkroom',
};

/** A fresh copy of the deployed definition: the interpreter's validator writes into what it is given. */
export function deployedDeletion(): Definition {
  return filled(definitionText, deletionSubstitutions);
}
