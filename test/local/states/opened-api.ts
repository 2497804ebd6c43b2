import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { readBody } from '../../../local/http/body.ts';
import { listen } from '../../../local/http/loopback.ts';
import { idle, machineOf, openStage, work } from './stage.ts';

export const photos = machineOf(
  { First: work({ Next: 'Second', OutputPath: '$.Payload' }), Second: work() },
  { name: 'photos' },
);
export const quick = machineOf(
  { First: work({ End: true, OutputPath: '$.Payload' }) },
  { name: 'quick', express: true },
);
export const mapped = machineOf(
  { Each: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' } }, End: true } },
  { name: 'mapped' },
);

/** Of the machine of photos. */
export const arnOf = (name: string) => photos.arn.replace('stateMachine', 'execution').concat(`:${name}`);

export type OpenedApi = Awaited<ReturnType<typeof openApi>>;

/** Three machines behind a server and AWS's client; what their tasks do can be changed at any time. */
export async function openApi() {
  const tasks = { now: idle };
  const stage = await openStage(photos, {
    machines: [photos, quick],
    distributed: [mapped],
    tasks: { ...idle, invoke: (arn, payload, options) => tasks.now.invoke(arn, payload, options) },
  });
  const server = await listen(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await readBody(request, 1_000_000);
    const answer = await stage.states.handle({ method, url, headers, body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }, 0);
  const sfn = new SFNClient({
    endpoint: server.origin,
    disableHostPrefix: true, // StartSyncExecution goes to sync-…
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
  const start = async (name: string, input = '{"a":1}') => {
    const execution = new StartExecutionCommand({ stateMachineArn: photos.arn, name, input });
    return (await sfn.send(execution)).executionArn ?? '';
  };
  return {
    ...{ stage, sfn, start, tasks, origin: server.origin },
    async [Symbol.asyncDispose]() {
      sfn.destroy();
      await server[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}
