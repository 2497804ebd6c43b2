import { setTimeout as sleep } from 'node:timers/promises';
import type { PhotoAnswer } from '../functions/presign/answers.ts';
import type { Links } from './links.ts';
import { bad, bytes, legible, tinted, well } from './terminal.ts';

/** Nothing was decided in the time that somebody wanted to wait. */
export class UndecidedError extends Error {
  override readonly name = 'UndecidedError';
}

/** A photo that failed is tried a last time after that was recorded: so long, in milliseconds, it may still be done. */
const lastTryMs = 15_000;
const firstPauseMs = 300;
const longestPauseMs = 5_000;

interface Wait {
  links: Links;
  key: string;
  /** Milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** Waits until the photo is done, rejected, or failed for good; undefined when it has been deleted meanwhile. */
export async function outcomeOf({ links, key, timeoutMs, signal }: Wait): Promise<PhotoAnswer | undefined> {
  const deadline = Date.now() + timeoutMs;
  let failedSince: number | undefined;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
    const answer = await links.status(key, signal);
    if (answer === undefined) return undefined;
    failedSince = answer.status === 'failed' ? (failedSince ?? Date.now()) : undefined;
    const failed = failedSince !== undefined && Date.now() - failedSince >= lastTryMs;
    if (failed || (answer.status !== 'failed' && answer.status !== 'waiting')) return answer;
    const left = deadline - Date.now();
    if (left <= 0 && answer.status === 'failed') return answer;
    if (left <= 0) throw new UndecidedError(`is not done after ${Math.round(timeoutMs / 1000)} s`);
    await sleep(Math.min(pause, left), undefined, { signal });
  }
}

/** Whether its owner has what they wanted. */
export function isDone({ status }: Pick<PhotoAnswer, 'status'>): boolean {
  return status === 'done';
}

const meanings: Readonly<Record<PhotoAnswer['status'], string>> = {
  waiting: 'is being worked on, or waits for its turn',
  done: 'is done',
  outdated: 'has thumbnails that were made with earlier settings',
  rejected: 'was rejected: the photo itself is at fault',
  failed: 'failed, which is not its own fault: npx darkroom redrive',
};

/** A photo's state for eyes: a line, and what there is to say beside it. */
export function outcomeLines(name: string, { key, status, reason, detail, renditions }: PhotoAnswer): string {
  const mark = status === 'done' ? well() : status === 'rejected' || status === 'failed' ? bad() : '–';
  const because = [reason, detail].filter((each) => each !== undefined).map((each) => legible(each));
  return [
    `${mark} ${tinted('bold', legible(name))} ${meanings[status]}`,
    ...(name === key ? [] : [`  ${tinted('dim', legible(key))}`]),
    ...(because.length > 0 ? [`  ${because.join(': ')}`] : []),
    ...renditions.flatMap((each) => [
      `  ${legible(each.name)}: ${each.width} × ${each.height} ${each.format}, ${bytes(each.bytes)}`,
      `    ${tinted('cyan', each.url)}`,
    ]),
  ].join('\n');
}
