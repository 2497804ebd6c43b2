import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { functionEnvironment } from './function-environment.ts';
import { type Answer, scriptedServer } from './scripted-server.ts';

const run = promisify(execFile);
const mark = '\n--- answers ---\n';

/** What must never be written anywhere: each is found by its text alone. */
export const secrets = {
  secretAccessKey: 'PLANTED/secret+access+key',
  sessionToken: 'PLANTED/session+token==',
};

/** Of each event what was answered, or the name of what was thrown. */
interface Answered {
  thrown?: string;
  answer?: unknown;
}

/**
 * A lambda.ts in a process of its own, as Lambda starts it, with AWS played by a server of this machine; several events
 * come one after the other. What it throws is printed with its enumerable properties, as Lambda's own runtime does in the
 * log.
 */
export async function invoked(folder: string, events: object[], played: Answer[], environment = {}) {
  await using server = await scriptedServer(played);
  const program = `
    const { handler } = await import('./functions/${folder}/lambda.ts');
    const context = { functionName: 'f', functionVersion: '1', invokedFunctionArn: 'arn', memoryLimitInMB: '128', awsRequestId: 'id' };
    const all = (each) => each instanceof Error
      ? { errorType: each.name, errorMessage: each.message, ...each, stack: each.stack, cause: all(each.cause) }
      : each;
    const answers = [];
    for (const event of JSON.parse(process.env.EVENTS)) {
      try {
        answers.push({ answer: await handler(event, context) });
      } catch (error) {
        console.error(JSON.stringify({ 'Invoke Error': all(error) }));
        answers.push({ thrown: error.name });
      }
    }
    process.stdout.write(${JSON.stringify(mark)} + JSON.stringify(answers));`;
  const env = {
    ...functionEnvironment(folder, server.endpoint),
    AWS_SECRET_ACCESS_KEY: secrets.secretAccessKey,
    AWS_SESSION_TOKEN: secrets.sessionToken,
    EVENTS: JSON.stringify(events),
    ...environment,
  };
  const args = ['--input-type=module', '-e', program];
  const { stdout, stderr } = await run(process.execPath, args, { env });
  const [printed = '', answers = ''] = `${stderr}${stdout}`.split(mark);
  return { printed, answers: JSON.parse(answers) as Answered[], requests: server.requests };
}
