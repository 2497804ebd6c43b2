import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Watched, watchLive } from './live-page.ts';

export interface OneMachine extends AsyncDisposable {
  page: string;
  aws: string;
  links: string;
  data: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Everything that it printed. */
  printed: string;
  process: ChildProcess;
  /** What a page sees. */
  live: Watched;
  /** For the SDK's clients. */
  client: { region: string; endpoint: string; credentials: OneMachine['credentials'] };
  kill(signal: 'SIGKILL' | 'SIGINT'): Promise<number | null>;
}

interface Start {
  flags?: readonly string[];
  /** A folder of an earlier run; a temporary one unless given. */
  data?: string;
}

/** `npm start` as a user types it, on free ports and with a folder of its own. */
export async function oneMachine({ flags = [], data }: Start = {}): Promise<OneMachine> {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'darkroom-')));
  const args = ['--disable-warning=ExperimentalWarning', 'local/start.ts', '--port', '0', '--data', folder];
  const { NODE_OPTIONS: _ofJest, ...env } = process.env;
  const child = spawn(process.execPath, [...args, ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const printed = await greetingOf(child);
  const at = (label: string) => new RegExp(`^ *${label} +(\\S+)`, 'm').exec(printed)?.[1] ?? '';
  const value = (name: string) => new RegExp(`${name}=(\\S+)`).exec(printed)?.[1] ?? '';
  const credentials = {
    accessKeyId: value('AWS_ACCESS_KEY_ID'),
    secretAccessKey: value('AWS_SECRET_ACCESS_KEY'),
  };
  const live = await watchLive(at('Page')).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  const kill = async (signal: NodeJS.Signals) => {
    live[Symbol.dispose]();
    child.kill(signal);
    return ended;
  };
  return {
    ...{
      page: at('Page'),
      aws: at('AWS'),
      links: at('Links'),
      data: folder,
      credentials,
      printed,
      live,
      kill,
    },
    process: child,
    client: { region: 'us-east-1', endpoint: at('AWS'), credentials },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await kill('SIGINT');
      if (data === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function greetingOf(child: ChildProcess): Promise<string> {
  let printed = '';
  child.stderr?.on('data', (chunk) => {
    printed += chunk;
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    printed += `${line}\n`;
    if (line.startsWith('Ctrl-C')) return printed;
  }
  throw new Error(`It ended before it was up:\n${printed}`);
}
