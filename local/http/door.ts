import type { RequestListener } from 'node:http';
import { type Listening, listen } from './loopback.ts';

/** A port that is taken at once, since addresses have to be known early, and answers 503 until there is somebody behind it. */
export interface Door extends Listening {
  open(listener: RequestListener): void;
}

export async function openDoor(port: number, options?: Parameters<typeof listen>[2]): Promise<Door> {
  let behind: RequestListener = (_request, response) => {
    response.writeHead(503, { 'retry-after': '1' }).end('darkroom is starting.\n');
  };
  const listening = await listen((request, response) => behind(request, response), port, options);
  return {
    ...listening,
    open: (listener) => {
      behind = listener;
    },
  };
}
