import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { functionEnvironment } from '../support/function-environment.ts';
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
    ...functionEnvironment(folder, server.endpoint),
    AWS_SECRET_ACCESS_KEY: secrets.secretAccessKey,
    AWS_SESSION_TOKEN: secrets.sessionToken,
    AWS_MAX_ATTEMPTS: '1',
    EVENT: JSON.stringify(event),
  };
  const args = ['--input-type=module', '-e', program];
  const { stdout, stderr } = await run(process.execPath, args, { env });
  const [printed = '', result = ''] = `${stderr}${stdout}`.split(mark);
  return { printed, result: JSON.parse(result) as unknown, requests: server.requests };
}
