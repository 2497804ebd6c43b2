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

/** Twice as many as requests that may wait for their turn. */
const mostConnections = 2000;
const tickMs = 5;

/**
 * Asks for links so many times a second by the clock, however the answers come. What one moment is late another has to
 * offer, and a request that begins late has waited all the same. A crowd comes first, all at the same moment.
 */
export async function flooded(
  site: Site,
  { perSecond, seconds, crowd }: { perSecond: number; seconds: number; crowd: number },
): Promise<Flood> {
  using agent = new Connections({ keepAlive: true, maxSockets: mostConnections });
  const total = crowd + Math.round(perSecond * seconds);
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
    const due = Math.min(total, crowd + Math.floor(((performance.now() - begun) / 1000) * perSecond) + 1);
    while (offers.length < due) {
      const place = Math.max(0, offers.length - crowd);
      offers.push(offer(begun + (place / perSecond) * 1000));
    }
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
  const ask = (resolve: (end: string) => void) => {
    const sent = request({ agent, hostname, port, method: 'POST', headers }, (answer) => {
      answer.on('error', failed).on('end', () => resolve(`${answer.statusCode}`));
      answer.resume();
    });
    const failed = (error: NodeJS.ErrnoException) => {
      // The server had just let go of a connection that nobody used: whoever keeps connections asks again on another.
      if (error.code === 'ECONNRESET' && sent.reusedSocket) ask(resolve);
      else resolve(error.code ?? error.name);
    };
    sent.on('error', failed).end(body);
  };
  return new Promise(ask);
}
