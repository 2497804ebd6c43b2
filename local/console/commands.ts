import type { KeyPair } from '../credentials.ts';

interface Place {
  endpoints: { aws: string; links: string };
  credentials: KeyPair;
  region: string;
  /** Whoever asks gets a link, without a signature. */
  openLinks: boolean;
  /** s3://bucket/prefix/ */
  uploads: string;
  stateMachineArn: string;
}

/** Lines for a shell that work when they are pasted: what a user tries first. */
export function commandsFor(place: Place): { what: string; line: string }[] {
  const { endpoints, credentials, region, openLinks, uploads, stateMachineArn } = place;
  const { accessKeyId, secretAccessKey } = credentials;
  const signed = openLinks
    ? ''
    : ` --aws-sigv4 aws:amz:${region}:lambda --user ${accessKeyId}:${secretAccessKey}`;
  const wanted = '{"fileName":"photo.jpg","contentType":"image/jpeg","size":123456}';
  const environment = [
    `AWS_ENDPOINT_URL=${endpoints.aws}`,
    `AWS_REGION=${region}`,
    `AWS_DEFAULT_REGION=${region}`,
    `AWS_ACCESS_KEY_ID=${accessKeyId}`,
    `AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
  ];
  return [
    {
      what: 'An upload link',
      line: `curl${signed} -H 'content-type: application/json' -d '${wanted}' ${endpoints.links}/`,
    },
    { what: 'For the AWS CLI and the SDKs, in this shell', line: `export ${environment.join(' ')}` },
    { what: 'An upload without a link', line: `aws s3 cp photo.jpg ${uploads}` },
    {
      what: 'The executions that failed',
      line: `aws stepfunctions list-executions --status-filter FAILED --state-machine-arn ${stateMachineArn}`,
    },
  ];
}
