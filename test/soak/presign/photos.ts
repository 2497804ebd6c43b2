import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../account/world.ts';
import type { Client } from '../client.ts';
import { picture } from '../pictures.ts';

/** Photos that are sent at a steady pace, each with the moment at which the store had it. */
export class Photos {
  private readonly client: Client;
  private readonly storedAt = new Map<string, number>();

  constructor(client: Client) {
    this.client = client;
  }

  async send(kind: string, count: number, perSecond: number, onSent: () => void): Promise<void> {
    const begun = performance.now();
    for (let number = 0; number < count; number++) {
      await sleep(Math.max(0, begun + (number / perSecond) * 1000 - performance.now()));
      const key = `uploads/${kind}/${number}.jpg`;
      await this.client.create(kind, key, await picture(number));
      this.storedAt.set(key, Date.now());
      onSent();
    }
  }

  /** From the moment that the store had it until its owner was told. */
  millisecondsOf(kind: string, { notices }: World): number[] {
    return notices.flatMap(({ key, publishedAt }) => {
      const stored = key.startsWith(`uploads/${kind}/`) ? this.storedAt.get(key) : undefined;
      return stored === undefined ? [] : [Math.max(0, publishedAt - stored)];
    });
  }
}
