import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionSpec } from '../../../local/deployment.ts';
import { type FunctionsOptions, openFunctions } from '../../../local/lambda/index.ts';

export const reach = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secretexample',
};

export interface Opened extends AsyncDisposable {
  folder: string;
  arn: string;
  functions: ReturnType<typeof openFunctions>;
  invoke(event: unknown): Promise<unknown>;
  /** What a failed invocation was rejected with. */
  failure(event: unknown): Promise<{ name: string; message: string }>;
  /** The lines of the log, without their time. */
  log(): Promise<string[]>;
}

interface Wishes extends Partial<FunctionsOptions> {
  spec?: Partial<FunctionSpec>;
}

export const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Example';

/** A function out of a handler's source, in a folder of its own that goes with it. */
export async function opened(source: string, { spec, ...options }: Wishes = {}): Promise<Opened> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'darkroom-lambda-')));
  await writeFile(join(folder, 'lambda.mts'), source);
  const example: FunctionSpec = {
    folder: 'example',
    name: 'Example',
    arn,
    entry: 'lambda.mts',
    environment: { GREETING: 'hello' },
    timeoutSeconds: 60,
    memoryMegabytes: 512,
    ...spec,
  };
  const functions = openFunctions({
    functions: [example],
    root: folder,
    logFolder: join(folder, 'logs'),
    environment: reach,
    concurrency: 2,
    deadLetter: async () => {},
    ...options,
  });
  return {
    folder,
    arn,
    functions,
    invoke: (event) => functions.invoke(arn, event),
    failure: async (event) =>
      functions.invoke(arn, event).then(
        (result) => Promise.reject(new Error(`It did not fail: ${JSON.stringify(result)}`)),
        (error: Error) => error,
      ),
    log: async () => {
      const text = await readFile(join(folder, 'logs', 'example.log'), 'utf8');
      return text
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^\S+\t/, ''));
    },
    async [Symbol.asyncDispose]() {
      await functions[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Until it holds, looked at every few milliseconds; the test's own time-out is the limit. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
