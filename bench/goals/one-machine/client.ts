import { Agent, request } from 'node:http';
import { signRequest } from '../../../local/signature/index.ts';
import type { OneMachine } from '../../../test/support/one-machine.ts';

interface Link {
  url: string;
  headers: Record<string, string>;
  key: string;
}

/** Asks for links and uploads by them, over connections that stay open. */
export class UploadClient implements Disposable {
  private readonly machine: OneMachine;
  private readonly agent: Agent;

  constructor(machine: OneMachine, connections: number) {
    this.machine = machine;
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  async link(bytes: number): Promise<Link> {
    const { credentials, links } = this.machine;
    const asked = {
      method: 'POST',
      url: `${links}/`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fileName: 'photo.jpg', contentType: 'image/jpeg', size: bytes }),
    };
    const terms = { credentials, region: 'us-east-1', service: 'lambda', now: Date.now };
    const answer = await this.send(asked.method, asked.url, signRequest(asked, terms), asked.body);
    if (answer.status !== 201) throw new Error(`There was no link: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as Link;
  }

  async put({ url, headers }: Link, photo: Buffer): Promise<void> {
    const { status, text } = await this.send('PUT', url, headers, photo);
    if (status !== 200) throw new Error(`The upload was refused: ${status} ${text}`);
  }

  [Symbol.dispose](): void {
    this.agent.destroy();
  }

  private send(
    method: string,
    url: string,
    headers: Record<string, string>,
    body: Buffer | string,
  ): Promise<{ status: number; text: string }> {
    const { agent } = this;
    const length = { 'content-length': `${Buffer.byteLength(body)}` };
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, agent, headers: { ...headers, ...length } }, async (answer) => {
        const text = (await answer.toArray()).join('');
        resolve({ status: answer.statusCode ?? 0, text });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
