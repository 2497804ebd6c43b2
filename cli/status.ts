import type { PhotoAnswer } from '../functions/presign/answers.ts';
import { atOnce } from './at-once.ts';
import { RefusedError, uploadLinks } from './links.ts';
import { isDone, outcomeLines, outcomeOf, UndecidedError } from './outcome.ts';
import type { Place } from './place.ts';
import { bad, legible, say, sayJson, tinted } from './terminal.ts';
import { exitCodes } from './trouble.ts';

export interface StatusOptions {
  json?: boolean;
  /** Wait until it is decided. */
  wait?: boolean;
  /** Seconds. */
  timeout: number;
}

type Result = PhotoAnswer | { key: string; error: string };

const questions = 8;

/** In the order of the keys. */
export async function status(
  place: Place,
  keys: readonly string[],
  options: StatusOptions,
  signal: AbortSignal,
): Promise<number> {
  const links = uploadLinks(place);
  const asking = atOnce(questions);
  const timeoutMs = options.timeout * 1000;
  const results = keys.map((key) =>
    asking(async (): Promise<Result> => {
      try {
        const answer = options.wait
          ? await outcomeOf({ links, key, timeoutMs, signal })
          : await links.status(key, signal);
        return answer ?? { key, error: 'is no photo here: not uploaded yet, or deleted' };
      } catch (error) {
        const ofThisKey =
          error instanceof UndecidedError || (error instanceof RefusedError && error.status < 500);
        if (!ofThisKey) throw error;
        return { key, error: error.message };
      }
    }),
  );
  const all = Promise.all(results);
  all.catch(() => {}); // the loop below meets it in its turn
  let code: number = exitCodes.well;
  for (const result of results) {
    if (!print(await result, options)) code = exitCodes.failed;
  }
  return code;
}

/** Whether there is nothing to do about it. */
function print(result: Result, { json = false }: StatusOptions): boolean {
  const isError = 'error' in result;
  if (json) sayJson(result);
  else if (isError) say(`${bad()} ${tinted('bold', legible(result.key))} ${legible(result.error)}`);
  else say(outcomeLines(result.key, result));
  return !isError && (isDone(result) || result.status === 'waiting' || result.status === 'outdated');
}
