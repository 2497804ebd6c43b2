import type { RequestListener } from 'node:http';
import type { S3 } from '../../local/s3/index.ts';
import { billedAs, isByLink, noRequests } from './requests.ts';

/** S3 as it would be over there: what each request waits, and how fast bytes come. */
export interface Network {
  roundTripMs: number;
  megabytesPerSecond: number;
}

interface Wait {
  from: number;
  ms: number;
}

/** Requests that begin before the answer to the first of them can be there are one round. */
export function roundsOf(waits: readonly Wait[]): number {
  let sum = 0;
  let round: Wait = { from: Number.NEGATIVE_INFINITY, ms: 0 };
  for (const wait of waits) {
    if (wait.from >= round.from + round.ms) {
      sum += round.ms;
      round = wait;
    } else {
      round = { from: round.from, ms: Math.max(round.ms, wait.from + wait.ms - round.from) };
    }
  }
  return sum + round.ms;
}

/** S3 behind a counter, and as far away as the network says. */
export function counting(s3: S3, network: Network | undefined) {
  const counted = {
    requests: { byLink: noRequests, byFunctions: noRequests },
    waits: [] as Wait[],
    handle: ((request, response) => {
      const by = isByLink(request) ? 'byLink' : 'byFunctions';
      const as = billedAs(request);
      const { [by]: before } = counted.requests;
      counted.requests = { ...counted.requests, [by]: { ...before, [as]: before[as] + 1 } };
      const wait = by === 'byLink' ? 0 : waitFor(s3, request, network);
      if (by === 'byFunctions') counted.waits.push({ from: performance.now(), ms: wait });
      if (wait > 0) setTimeout(() => s3.handle(request, response), wait);
      else s3.handle(request, response);
    }) as RequestListener,
  };
  return counted;
}

/** The bytes of an answer wait beforehand, all at once: whoever reads while they come would gain what this hides. */
function waitFor(
  s3: S3,
  { method, url = '/', headers }: Parameters<RequestListener>[0],
  network?: Network,
): number {
  if (network === undefined) return 0;
  const [, bucket = '', ...path] = new URL(url, 'http://s3').pathname.split('/');
  const sent = Number(headers['content-length'] ?? 0);
  const got = method === 'GET' ? (s3.current(bucket, decodeURIComponent(path.join('/')))?.bytes ?? 0) : 0;
  return network.roundTripMs + (sent + got) / (network.megabytesPerSecond * 1000);
}
