import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listen } from '../../../local/http/loopback.ts';
import { codeOf } from '../../../local/lambda/code.ts';
import { type Functions, functionUrl, openFunctions } from '../../../local/lambda/index.ts';
import { signRequest } from '../../../local/signature/index.ts';
import { detail, execution, linkRequest, wantedLink } from '../../support/example-events.ts';
import { scriptedServer } from '../../support/scripted-server.ts';
import { reach } from './opened.ts';

// The functions of this project themselves, from their source and as the bundles that deploy.

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);
const environment = {
  POWERTOOLS_SERVICE_NAME: 'darkroom',
  POWERTOOLS_METRICS_NAMESPACE: 'darkroom',
  UPLOADS_BUCKET: 'uploads-bucket',
  UPLOADS_PREFIX: 'uploads/',
  THUMBNAILS_BUCKET: 'thumbnails-bucket',
  RENDITIONS: '[{"name":"small","width":20,"fit":"inside","format":"jpeg","quality":80}]',
  RENDITION_RULES: '[]',
  MAX_BYTES: '5000000',
  MAX_PIXELS: '50000000',
  CLAIM_LIFE_SECONDS: '270',
  LINK_LIFETIME_SECONDS: '900',
};

let folder = '';
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'darkroom-entries-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function specOf(name: string, bundle?: string) {
  return {
    folder: name,
    name,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    entry: `functions/${name}/lambda.ts`,
    environment,
    timeoutSeconds: 60,
    memoryMegabytes: name === 'resize' ? 1408 : 512,
    ...(bundle !== undefined && { bundle }),
  };
}

function functionsOf(specs: ReturnType<typeof specOf>[], metrics: unknown[], endpoint: string): Functions {
  return openFunctions({
    functions: specs,
    root,
    logFolder: join(folder, 'logs'),
    environment: { ...reach, AWS_ENDPOINT_URL: endpoint },
    concurrency: 1,
    deadLetter: async () => {},
    onMetrics: (name, emf) => metrics.push([name, Object.keys(emf)]),
  });
}

async function makesALinkAndLooksForAPhoto(bundles: { presign?: string; resize?: string }) {
  await using s3 = await scriptedServer([404, 404, 404, 404]);
  const metrics: unknown[] = [];
  const presign = specOf('presign', bundles.presign);
  const resize = specOf('resize', bundles.resize);
  await using functions = functionsOf([presign, resize], metrics, s3.endpoint);

  const answer = (await functions.invoke(presign.arn, linkRequest('POST', wantedLink))) as {
    statusCode: number;
    body: string;
  };
  const gone = functions.invoke(resize.arn, { detail, execution });

  await expect(gone).rejects.toMatchObject({ name: 'SupersededPhotoError' });
  expect(answer.statusCode).toBe(201);
  expect(JSON.parse(answer.body).url).toContain(`${s3.endpoint}/uploads-bucket/uploads/`);
  expect(metrics).toContainEqual(['resize', expect.arrayContaining(['PhotosSuperseded', 'reason'])]);
  expect((await readdir(join(folder, 'logs'))).filter((name) => name.endsWith('.log')).sort()).toEqual([
    'presign.log',
    'resize.log',
  ]);
}

test('presign and resize run from their source', () => makesALinkAndLooksForAPhoto({}));

test('the upload links answer a signed request over HTTP, a wrong one with their own problem', async () => {
  const presign = specOf('presign');
  await using functions = functionsOf([presign], [], 'http://127.0.0.1:9');
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secretexample' };
  const region = 'us-east-1';
  const url = { functionArn: presign.arn, auth: 'AWS_IAM' } as const;
  await using server = await listen(functionUrl({ url, functions, credentials, region }), 0);
  const post = (body: string) => {
    const request = {
      method: 'POST',
      url: `${server.origin}/`,
      headers: { 'content-type': 'application/json' },
      body,
    };
    const headers = signRequest(request, { credentials, region, service: 'lambda', now: Date.now });
    return fetch(request.url, { method: 'POST', headers, body });
  };

  const answer = await post(wantedLink);
  const refused = await post('{}');

  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({
    method: 'PUT',
    key: expect.stringMatching(/^uploads\/.*\/cat\.jpg$/),
  });
  expect(refused.status).toBe(400);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
});

test('presign and resize run as the bundles that deploy, on whatever machine this is', async () => {
  const bundles = { presign: await bundled('presign'), resize: await bundled('resize') };

  await makesALinkAndLooksForAPhoto(bundles);

  const { file } = codeOf(specOf('resize', bundles.resize), root, join(folder, 'logs'));
  const { stdout: sameBytes } = await run('cmp', [file, join(bundles.resize, 'index.mjs')]);
  expect(sameBytes).toBe('');
});

test('a bundle with this machine’s own binaries, or with none, runs where it is', async () => {
  const binaries = (await readdir(join(root, 'node_modules', '@img'))).filter((name) =>
    name.startsWith('sharp-'),
  );
  expect(binaries).not.toEqual([]);
  const ours = join(folder, 'ours');
  for (const name of binaries) await mkdir(join(ours, 'node_modules', '@img', name), { recursive: true });
  const none = join(folder, 'none');
  await mkdir(none);

  expect(codeOf(specOf('resize', ours), root, folder).file).toBe(join(ours, 'index.mjs'));
  expect(codeOf(specOf('presign', none), root, folder)).toEqual({
    file: join(none, 'index.mjs'),
    taskRoot: none,
  });
});

test('a bundle for another machine gets this one’s binaries, again with each start', async () => {
  const other = join(folder, 'asset.1');
  await mkdir(join(other, 'node_modules', '@img', 'sharp-plan9-mips'), { recursive: true });
  await writeFile(join(other, 'index.mjs'), 'first');
  codeOf(specOf('resize', other), root, folder);
  await writeFile(join(other, 'index.mjs'), 'second');

  const { file, taskRoot } = codeOf(specOf('resize', other), root, folder);

  expect(taskRoot).toBe(join(folder, 'bundles', 'asset.1'));
  expect(await readdir(join(taskRoot, 'node_modules', '@img'))).toEqual(
    await readdir(join(root, 'node_modules', '@img')),
  );
  const { readFile } = await import('node:fs/promises');
  expect(await readFile(file, 'utf8')).toBe('second');
});

/** As a synth makes it; in a process of its own, as the synth is. */
async function bundled(name: string): Promise<string> {
  const outdir = join(folder, name);
  const program = `
    import { App, Duration, Stack } from 'aws-cdk-lib';
    import { PhotoFunction } from './workflow/photo-function.ts';
    const stack = new Stack(new App({ outdir: ${JSON.stringify(outdir)} }), 'Stack');
    new PhotoFunction(stack, 'Function', {
      folder: '${name}', sharp: ${name === 'resize'}, environment: {}, timeout: Duration.seconds(3), memorySize: 128,
    });`;
  await run(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    env: { ...process.env, npm_config_offline: 'true' },
  });
  const asset = (await readdir(outdir)).find((each) => each.startsWith('asset.'));
  return join(outdir, asset ?? 'no asset');
}
