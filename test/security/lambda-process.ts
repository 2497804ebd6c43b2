import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { photoSettings, square, thumbnail } from '../support/photo-stores.ts';
import { type Answer, scriptedServer } from '../support/scripted-server.ts';

const run = promisify(execFile);
const mark = '\n--- result ---\n';

/** What must never be written anywhere: each is found by its text alone. */
export const secrets = {
  secretAccessKey: 'PLANTED/secret+access+key',
  sessionToken: 'PLANTED/session+token==',
};

/**
 * A lambda.ts in a process of its own, as Lambda starts it, with AWS played by a server of this machine: all that it
 * printed. What it throws is printed with its enumerable properties, as Lambda's own runtime does in the log.
 */
export async function printedBy(folder: string, event: object, answers: Answer[]) {
  await using server = await scriptedServer(answers);
  const program = `
    const { handler } = await import('./functions/${folder}/lambda.ts');
    const context = { functionName: 'f', functionVersion: '1', invokedFunctionArn: 'arn', memoryLimitInMB: '128', awsRequestId: 'id' };
    let result;
    try {
      result = await handler(JSON.parse(process.env.EVENT), context);
    } catch (error) {
      const all = (each) => each instanceof Error
        ? { errorType: each.name, errorMessage: each.message, ...each, stack: each.stack, cause: all(each.cause) }
        : each;
      console.error('Invoke Error', JSON.stringify(all(error)));
    }
    process.stdout.write(${JSON.stringify(mark)} + JSON.stringify(result ?? null));`;
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: secrets.secretAccessKey,
    AWS_SESSION_TOKEN: secrets.sessionToken,
    AWS_MAX_ATTEMPTS: '1',
    EVENT: JSON.stringify(event),
    UPLOADS_BUCKET: photoSettings.uploadsBucket,
    UPLOADS_PREFIX: photoSettings.uploadsPrefix,
    THUMBNAILS_BUCKET: photoSettings.thumbnailsBucket,
    RENDITIONS: JSON.stringify([thumbnail, square]),
    MAX_BYTES: '5000000',
    MAX_PIXELS: '50000000',
    CLAIM_LIFE_SECONDS: '270',
    LINK_LIFETIME_SECONDS: '900',
    ON_REJECT: 'keep',
    NOTICES_TOPIC_ARN: 'arn:aws:sns:eu-central-1:1:Notices',
    PARKED_QUEUE_URL: `${server.endpoint}/1/Parked`,
    QUEUE_URL: `${server.endpoint}/1/Buffer`,
    STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:1:stateMachine:Photos',
    MAX_ATTEMPTS: '3',
    POWERTOOLS_SERVICE_NAME: folder,
    POWERTOOLS_METRICS_NAMESPACE: 'darkroom',
  };
  const args = ['--input-type=module', '-e', program];
  const { stdout, stderr } = await run(process.execPath, args, { env });
  const [printed = '', result = ''] = `${stderr}${stdout}`.split(mark);
  return { printed, result: JSON.parse(result) as unknown, requests: server.requests };
}
