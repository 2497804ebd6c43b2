import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { functionEnvironment } from '../../../test/support/function-environment.ts';
import type { Took } from '../../variant-process.ts';

const run = promisify(execFile);

/** In milliseconds; `sinceBirth` counts from the start of the process. */
export interface Started extends Took {
  sinceBirth: number;
}

const program = `
  const before = process.cpuUsage();
  const began = performance.now();
  await import(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  const now = performance.now();
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: now - began, sinceBirth: now }));
  process.exit();`;

/** Loads a function in a process of its own, as Lambda does before its first event. */
export async function started(file: string, folder: string, traced: boolean): Promise<Started> {
  const env = {
    ...functionEnvironment(folder, 'http://127.0.0.1:9'), // is never asked
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_LAMBDA_FUNCTION_NAME: folder,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LAMBDA_TASK_ROOT: '/var/task',
    ...(!traced && { POWERTOOLS_TRACE_ENABLED: 'false' }),
  };
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program, file];
  return JSON.parse((await run(process.execPath, args, { env })).stdout) as Started;
}
