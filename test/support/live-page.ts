import { EventEmitter, once } from 'node:events';
import type { AlarmView, Change, NoticeView, Photo, Snapshot } from '../../local/console/api.ts';
import { problemsWithNotice } from './notice-schema.ts';

/** What a page that is open would show by now. */
export interface Watched extends Disposable {
  photos: Map<string, Photo>;
  notices: NoticeView[];
  snapshot: Snapshot;
  counts: Snapshot['counts'];
  failNext: boolean;
  alarms: readonly AlarmView[];
  /** Each alarm that has rung, by id. */
  rang: Set<string>;
  /** The first notice that breaks its schema, and how. */
  unlike?: string;
  /** Resolves as soon as this is so of what has been heard. */
  until(is: (watched: Watched) => boolean, what: string, withinMs?: number): Promise<void>;
}

/** Reads the stream of server-sent events as a page does, from the snapshot on. */
export async function watchLive(page: string): Promise<Watched> {
  const stop = new AbortController();
  const response = await fetch(`${page}/api/live`, { signal: stop.signal });
  if (response.body === null) throw new Error('The stream has no body');
  const hearing = new EventEmitter().setMaxListeners(0);
  const watched = {
    photos: new Map(),
    notices: [],
    rang: new Set(),
    until,
    [Symbol.dispose]: () => stop.abort(),
  } as unknown as Watched;
  const began = once(hearing, 'heard');
  const reading = read(response.body);
  reading.catch(() => {}); // it breaks off when the page is closed
  await Promise.race([
    began,
    reading.then(() => {
      throw new Error('The stream ended before it began');
    }),
  ]);
  return watched;

  async function read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(text.slice(0, end)) ?? [];
        text = text.slice(end + 2);
        if (event === 'snapshot') begin(JSON.parse(data ?? ''));
        if (event === 'change') change(JSON.parse(data ?? ''));
        if (event !== undefined) hearing.emit('heard');
      }
    }
  }

  function begin(snapshot: Snapshot): void {
    watched.snapshot = snapshot;
    watched.notices = [];
    take(snapshot.notices.toReversed());
    change({ ...snapshot, notices: [] });
  }

  function change({ photos = [], notices = [], counts, failNext, alarms }: Change): void {
    for (const photo of photos) watched.photos.set(photo.id, photo);
    take(notices);
    if (counts !== undefined) watched.counts = counts;
    if (failNext !== undefined) watched.failNext = failNext;
    if (alarms === undefined) return;
    watched.alarms = alarms;
    for (const { id, state } of alarms) if (state === 'alarm') watched.rang.add(id);
  }

  function take(notices: readonly NoticeView[]): void {
    watched.notices.push(...notices);
    for (const { json } of notices) {
      const problems = problemsWithNotice(json);
      if (problems.length > 0) watched.unlike ??= `${problems.join('; ')}: ${json}`;
    }
  }

  async function until(is: (watched: Watched) => boolean, what: string, withinMs = 60_000): Promise<void> {
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(withinMs)]);
    for (;;) {
      const { unlike } = watched;
      if (unlike !== undefined) throw new Error(`A notice is not as its schema says: ${unlike}`);
      if (is(watched)) return;
      await once(hearing, 'heard', { signal }).catch(() => {
        const seen = JSON.stringify({
          counts: watched.counts,
          photos: [...watched.photos.values()].slice(-3),
        });
        throw new Error(`Not within ${withinMs} ms: ${what}. What was seen: ${seen}`);
      });
    }
  }
}
