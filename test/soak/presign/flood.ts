import { Agent, request } from 'node:http';
import { aPhoto, type Site } from '../../hostile/presign/index.ts';

export interface Flood {
  /** How many requests were begun, and within how many seconds. */
  offered: number;
  seconds: number;
  /** Of each its status; of those without an answer the name of their error. */
  answers: readonly string[];
  /** From the moment that the clock had for a request to the end of its answer. */
  milliseconds: readonly number[];
  /** How many waited for their answers at once, at the most. */
  waiting: number;
}

/** More connections at once than the links are to stand. */
const mostConnections = 4000;
const tickMs = 5;

/**
 * Asks for links so many times a second by the clock, however the answers come. What one moment is late another has to
 * offer, and a request that begins late has waited all the same.
 */
export async function flooded(site: Site, perSecond: number, seconds: number): Promise<Flood> {
  using agent = new Connections({ keepAlive: true, maxSockets: mostConnections });
  const total = Math.round(perSecond * seconds);
  const answers: string[] = [];
  const milliseconds: number[] = [];
  const begun = performance.now();
  const offers: Promise<void>[] = [];
  let waiting = 0;
  const offer = async (due: number) => {
    answers.push(await statusOf(site, agent));
    milliseconds.push(performance.now() - due);
  };
  while (offers.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * perSecond) + 1);
    while (offers.length < due) offers.push(offer(begun + (offers.length / perSecond) * 1000));
    waiting = Math.max(waiting, offers.length - answers.length);
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
  const offeredWithin = (performance.now() - begun) / 1000;
  await Promise.all(offers);
  return { offered: total, seconds: offeredWithin, answers, milliseconds, waiting };
}

class Connections extends Agent implements Disposable {
  [Symbol.dispose](): void {
    this.destroy();
  }
}

function statusOf({ machine, auth, signed }: Site, agent: Agent): Promise<string> {
  const body = Buffer.from(JSON.stringify(aPhoto));
  const wire = {
    method: 'POST',
    target: '/',
    headers: [['content-type', 'application/json'] as const],
    body,
  };
  const headers = Object.fromEntries((auth === 'iam' ? signed(wire) : wire).headers);
  const { hostname, port } = new URL(machine.links);
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name);
    const sent = request({ agent, hostname, port, method: 'POST', headers }, (answer) => {
      answer.on('error', failed).on('end', () => resolve(`${answer.statusCode}`));
      answer.resume();
    });
    sent.on('error', failed).end(body);
  });
}
