import type { PhotoAnswer } from '../../functions/presign/answers.ts';
import { atOnce } from '../at-once.ts';
import { type Links, RefusedError, uploadLinks } from '../links.ts';
import { isDone, outcomeLines, outcomeOf, UndecidedError } from '../outcome.ts';
import type { Place } from '../place.ts';
import { bad, legible, note, plural, say, sayJson, tinted, well } from '../terminal.ts';
import { exitCodes } from '../trouble.ts';
import { photoFile, UnusableFileError } from './file.ts';
import { type Progress, progressOn } from './progress.ts';
import { send, UnsentError } from './send.ts';

export interface UploadOptions {
  json?: boolean;
  /** How many files are sent at the same time. */
  parallel: number;
  /** False: do not wait for the outcome. */
  wait: boolean;
  /** Seconds. */
  timeout: number;
  /** One that a rule is for. */
  folder?: string;
}

/** What became of one file, as `--json` prints it. */
interface Result extends Partial<PhotoAnswer> {
  file: string;
  /** Why there is no photo, or no outcome. */
  error?: string;
}

/** Questions how far photos are, at the same time. */
const questions = 8;

export async function upload(
  place: Place,
  files: readonly string[],
  options: UploadOptions,
  signal: AbortSignal,
): Promise<number> {
  const links = uploadLinks(place);
  const asking = atOnce(questions);
  const polite: Links = { ...links, status: (...query) => asking(() => links.status(...query)) };
  const sending = atOnce(options.parallel);
  using progress = progressOn(process.stderr, files.length);
  // What is wrong with the place is wrong for all files: the first of them ends it for all.
  const giveUp = new AbortController();
  const work = {
    links: polite,
    sending,
    options,
    progress,
    signal: AbortSignal.any([signal, giveUp.signal]),
  };
  const results = await Promise.all(
    files.map(async (file) => {
      try {
        const result = await one(file, work);
        progress.print(() => print(result, options));
        return result;
      } catch (error) {
        giveUp.abort(error);
        throw error;
      }
    }),
  ).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
  progress[Symbol.dispose](); // the bars go before the last word comes, which would go with them
  const failed = results.filter((each) => !isWell(each, options)).length;
  if (!options.json && files.length > 1) {
    note(
      failed === 0
        ? `${plural(files.length, 'photo')}, all well.`
        : `${failed} of ${plural(files.length, 'photo')} not well.`,
    );
  }
  return failed === 0 ? exitCodes.well : exitCodes.failed;
}

interface Work {
  links: Links;
  sending: ReturnType<typeof atOnce>;
  options: UploadOptions;
  progress: Progress;
  signal: AbortSignal;
}

async function one(file: string, { links, sending, options, progress, signal }: Work): Promise<Result> {
  let key: string | undefined;
  try {
    key = await sending(async () => {
      signal.throwIfAborted();
      using bar = progress.begin(file);
      const photo = await photoFile(file);
      const { folder } = options;
      const onSent = (sent: number) => bar.at(sent / photo.size);
      return await send({ links, file: photo, ...(folder !== undefined && { folder }), signal, onSent });
    });
    if (!options.wait) return { file, key };
    const outcome = await outcomeOf({ links, key, timeoutMs: options.timeout * 1000, signal });
    return outcome === undefined ? { file, key, error: 'was deleted meanwhile' } : { file, ...outcome };
  } catch (error) {
    if (!isOfThisFile(error)) throw error;
    return { file, ...(key !== undefined && { key }), error: error.message };
  }
}

function isOfThisFile(error: unknown): error is Error {
  return (
    error instanceof UnusableFileError ||
    error instanceof UndecidedError ||
    (error instanceof RefusedError && error.status < 500) ||
    error instanceof UnsentError
  );
}

function isWell({ error, status }: Result, { wait }: UploadOptions): boolean {
  return error === undefined && (!wait || (status !== undefined && isDone({ status })));
}

function print(result: Result, { json = false }: UploadOptions): void {
  if (json) sayJson(result);
  else say(linesOf(result));
}

function linesOf(result: Result): string {
  const { file, key, error, status } = result;
  const name = tinted('bold', legible(file));
  const at = key === undefined ? '' : `\n  ${tinted('dim', legible(key))}`;
  if (error !== undefined) return `${bad()} ${name} ${legible(error)}${at}`;
  return status === undefined ? `${well()} ${name} was sent${at}` : outcomeLines(file, result as PhotoAnswer);
}
