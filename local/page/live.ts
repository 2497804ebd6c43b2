import type { Change, Snapshot } from '../console/api.ts';

export type Connection = 'connecting' | 'live' | 'lost';

export interface Listening {
  onSnapshot(snapshot: Snapshot): void;
  onChange(change: Change): void;
  onConnection(connection: Connection): void;
}

const firstPause = 500;
const longestPause = 5_000;

/** Listens for good. EventSource gives up on some errors, so each new try is made here. */
export function listenLive(url: string, { onSnapshot, onChange, onConnection }: Listening): void {
  let pause = firstPause;
  let retry: number | undefined;
  let source: EventSource | undefined;

  const connect = () => {
    clearTimeout(retry);
    retry = undefined;
    source?.close();
    source = new EventSource(url);
    source.addEventListener('snapshot', ({ data }: MessageEvent<string>) => {
      pause = firstPause;
      onConnection('live');
      onSnapshot(JSON.parse(data) as Snapshot);
    });
    source.addEventListener('change', ({ data }: MessageEvent<string>) =>
      onChange(JSON.parse(data) as Change),
    );
    source.addEventListener('error', () => {
      source?.close();
      onConnection('lost');
      retry ??= window.setTimeout(connect, pause);
      pause = Math.min(pause * 2, longestPause);
    });
  };

  // A sleeping laptop or a page in the cache of the back button does not wait for the pause to end.
  const hurry = () => retry !== undefined && connect();
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && hurry());
  window.addEventListener('pageshow', ({ persisted }) => persisted && connect());

  onConnection('connecting');
  connect();
}
