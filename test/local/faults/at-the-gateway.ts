import type { RequestListener } from 'node:http';
import { gateway } from '../../../local/gateway/index.ts';
import { type Listening, listen } from '../../../local/http/loopback.ts';
import type { Queues } from '../../../local/queues/index.ts';
import type { States } from '../../../local/states/index.ts';

interface Behind {
  queues?: Pick<Queues, 'handle'>;
  states?: Pick<States, 'handle'>;
  account: string;
  region: string;
}

const nobody = { handle: () => Promise.reject(new Error('Nobody should have asked for this service.')) };
export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

/** Services as clients reach them: the gateway is what hangs up. What it logs is kept. */
export async function atTheGateway(behind: Behind): Promise<Listening & { logged: unknown[] }> {
  const { queues = nobody, states = nobody, account, region } = behind;
  const logged: unknown[] = [];
  const listener: RequestListener = gateway({
    ...{ queues, states, credentials, region, account },
    s3: { handle: (_request, response) => void response.destroy() },
    stack: { name: 'Darkroom', outputs: {} },
    log: (error) => logged.push(error),
  });
  return { ...(await listen(listener, 0)), logged };
}
