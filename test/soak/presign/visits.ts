import { setTimeout as sleep } from 'node:timers/promises';

/** What somebody sees who has the page open: the page itself and its list of photos, again and again until it is over. */
export async function visits(
  page: string,
  over: AbortSignal,
): Promise<{ milliseconds: number[]; problems: string[] }> {
  const milliseconds: number[] = [];
  const problems: string[] = [];
  while (!over.aborted) {
    for (const path of ['/', '/api/photos']) {
      const from = performance.now();
      const answer = await fetch(`${page}${path}`).catch((error: Error) => ({
        ok: false,
        status: error.message,
      }));
      if (!answer.ok) problems.push(`the page's ${path} answered ${answer.status}`);
      if (answer instanceof Response) await answer.bytes();
      milliseconds.push(performance.now() - from);
    }
    await sleep(500, undefined, { signal: over }).catch(() => {});
  }
  return { milliseconds, problems };
}
