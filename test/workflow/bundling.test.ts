import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { elfMachine } from '../../workflow/elf.ts';
import { problemWithBinaries } from '../../workflow/native-modules.ts';

// Real bundles, without the network: `npm ci` has put what they need into npm's cache.

const run = promisify(execFile);
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((each) => rm(each, { recursive: true, force: true })));
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-'));
  folders.push(folder);
  return folder;
}

/** The folder of the bundle, as a synth leaves it that has no network; in a process of its own, for its environment. */
async function bundled(
  folder: string,
  environment: Record<string, string> = {},
  architecture = 'ARM_64',
): Promise<string> {
  const outdir = await temporaryFolder();
  const program = `
    import { App, Duration, Stack } from 'aws-cdk-lib';
    import { Architecture } from 'aws-cdk-lib/aws-lambda';
    import { PhotoFunction } from './workflow/photo-function.ts';
    const stack = new Stack(new App({ outdir: ${JSON.stringify(outdir)} }), 'Stack');
    new PhotoFunction(stack, 'Function', {
      folder: '${folder}', sharp: ${folder === 'resize'}, environment: {},
      timeout: Duration.seconds(3), memorySize: 128, architecture: Architecture.${architecture},
    });`;
  const env = { ...process.env, npm_config_offline: 'true', ...environment };
  await run('node', ['--input-type=module', '-e', program], { env });
  const asset = readdirSync(outdir).find((name) => name.startsWith('asset.'));
  return join(outdir, asset ?? 'no asset');
}

test('the function that resizes has the binaries of sharp for Lambda’s arm64, whatever this machine is', async () => {
  const asset = await bundled('resize');

  const binaries = readdirSync(asset, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.node$|\.so\./.test(file),
  );
  expect(binaries.map((file) => elfMachine(join(asset, file)))).toEqual(['arm64', 'arm64']);
  expect(problemWithBinaries(asset, 'arm64')).toBeUndefined();
  expect(problemWithBinaries(asset, 'x64')).toContain('not for Linux on x64');
});

test('offline with an empty cache the synth fails, and says what is missing and what to do', async () => {
  const synth = bundled('resize', { npm_config_cache: await temporaryFolder() });

  await expect(synth).rejects.toMatchObject({
    stderr: expect.stringMatching(
      /without the binaries of sharp[\s\S]*npm cache add @img\/sharp-linux-arm64@/,
    ),
  });
});

test.each([
  ['nothing', []],
  ['half of them', ['libvips-cpp.so.42']],
])('an asset with %s of the binaries is found out', async (_what, files) => {
  const asset = await temporaryFolder();
  const header = Buffer.alloc(64);
  header.write('\x7fELF', 'latin1');
  header.writeUInt8(2, 4);
  header.writeUInt8(1, 5);
  header.writeUInt16LE(0xb7, 18);
  for (const file of files) await writeFile(join(asset, file), header);

  expect(problemWithBinaries(asset, 'arm64')).toContain('is missing');
});

test.each(['presign', 'record-outcome', 'start-execution', 'tell-ending'])(
  'the bundle of %s loads, without what traces and what asks for other credentials than Lambda’s',
  async (folder) => {
    const asset = await bundled(folder);

    expect(await loaded(asset)).toBe('function\n');
    const atStart = textAtStart(asset);
    expect(atStart).toContain('PhotosSuperseded'); // functions/shared/observed.ts
    expect(atStart).not.toContain('require_segment_emitter'); // aws-xray-sdk-core
    expect(atStart).not.toContain('SSOOIDCClient'); // @aws-sdk/credential-provider-sso
    const all = readdirSync(asset)
      .map((file) => readFileSync(join(asset, file), 'utf8'))
      .join('');
    expect(all).toContain('require_segment_emitter');
    expect(all).toContain('SSOOIDCClient');
  },
);

/** Of index.mjs and all that it imports before anything of it runs. */
function textAtStart(asset: string, file = 'index.mjs', seen = new Set<string>()): string {
  if (seen.has(file)) return '';
  seen.add(file);
  const text = readFileSync(join(asset, file), 'utf8');
  const imported = text.matchAll(/(?:import|from)"\.\/(chunk-[^"]+)"/g);
  return text + [...imported].map(([, chunk = '']) => textAtStart(asset, chunk, seen)).join('');
}

// Only on Linux can what was made for Lambda run here, with its machine for once being this one.
(process.platform === 'linux' ? test : test.skip)(
  'sharp, bundled, finds its binaries in the asset and nowhere else',
  async () => {
    const asset = await bundled('resize', {}, process.arch === 'arm64' ? 'ARM_64' : 'X86_64');

    expect(await loaded(asset)).toBe('function\n');
    await rm(join(asset, 'node_modules'), { recursive: true });
    await expect(loaded(asset)).rejects.toThrow(/Could not load the "sharp" module/);
  },
);

/** What the handler of a bundle is, with the environment that functions ask for at their start. */
async function loaded(asset: string): Promise<string> {
  const environment = {
    AWS_REGION: 'eu-central-1',
    UPLOADS_BUCKET: 'u',
    UPLOADS_PREFIX: 'uploads/',
    THUMBNAILS_BUCKET: 't',
    MAX_BYTES: '1',
    ON_REJECT: 'keep',
    RENDITIONS: '[{"name":"a","width":1,"fit":"inside","format":"jpeg","quality":80}]',
    RENDITION_RULES: '[]',
    LINK_LIFETIME_SECONDS: '60',
    CLAIM_LIFE_SECONDS: '270',
    MAX_PIXELS: '1',
    STATE_MACHINE_ARN: 'arn',
    QUEUE_URL: 'url',
    MAX_ATTEMPTS: '3',
    NOTICES_TOPIC_ARN: 'arn',
  };
  const program = `console.log(typeof (await import('./index.mjs')).handler)`;
  const env = { ...process.env, ...environment };
  return (await run('node', ['--input-type=module', '-e', program], { cwd: asset, env })).stdout;
}
