import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { contextOf } from '../../../local/template/context.ts';
import { readDeployment, SettingsError, synthesize } from '../../../local/template/index.ts';
import { addresses } from './deployments.ts';

const folders: string[] = [];
function folder(): string {
  folders.push(mkdtempSync(join(tmpdir(), 'template-')));
  return folders.at(-1) as string;
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true });
});

const plain = { context: {}, pageOrigins: [], bundle: false };

describe('settings', () => {
  test('are those of cdk.json, and -c is above them', () => {
    const own = JSON.parse(readFileSync('cdk.json', 'utf8')).context.darkroom;
    expect(synthesize(plain).settings.renditions).toEqual(own.renditions);
    const { settings } = synthesize({
      ...plain,
      context: {
        'delivery.mode': 'buffered',
        'delivery.maxConcurrency': '2',
        'notify.emails': 'a@b.example',
      },
    });
    expect(settings.delivery).toEqual({ mode: 'buffered', maxConcurrency: 2, batchSize: 1 });
    expect(settings.notify.emails).toEqual(['a@b.example']);
  });

  test('that are wrong are told as a deployment would tell them', () => {
    const wrong = () => synthesize({ ...plain, context: { 'delivery.mod': 'buffered' } });
    expect(wrong).toThrow(SettingsError);
    expect(wrong).toThrow('did you mean delivery.mode?');
  });

  test('have the page among the origins, once, and not beside *', () => {
    const origins = (given: string) =>
      synthesize({ ...plain, context: { 'links.origins': given }, pageOrigins: ['http://127.0.0.1:4100'] })
        .settings.links.origins;
    expect(origins('https://a.example')).toEqual(['https://a.example', 'http://127.0.0.1:4100']);
    expect(origins('http://127.0.0.1:4100')).toEqual(['http://127.0.0.1:4100']);
    expect(origins('*')).toEqual(['*']);
  });
});

test('the context has what a lookup left, below cdk.json, below the command line', () => {
  const root = folder();
  writeFileSync(join(root, 'cdk.json'), JSON.stringify({ context: { a: 'own', b: 'own' } }));
  writeFileSync(join(root, 'cdk.context.json'), JSON.stringify({ a: 'looked up', c: 'looked up' }));
  expect(contextOf(root, { b: 'given' })).toMatchObject({ a: 'own', b: 'given', c: 'looked up' });
});

test('the template is the one that a deployment has, resource for resource', () => {
  const { template } = synthesize(plain);
  const types = Object.values(template.Resources ?? {}).map(({ Type }) => Type);
  expect(types).toContain('AWS::StepFunctions::StateMachine');
  expect(types).not.toContain('AWS::CDK::Metadata');
});

test('a synth without bundles leaves no folder behind', () => {
  const temporary = folder();
  const program = `
    import { synthesize } from './local/template/index.ts';
    const { template } = synthesize(${JSON.stringify(plain)});
    console.log(Object.keys(template.Resources).length);
  `;
  const count = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, TMPDIR: temporary, NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  expect(Number(count)).toBeGreaterThan(20);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a synth with bundles says of each function where its bundle is', () => {
  const outdir = folder();
  const { functions } = readDeployment(synthesize({ ...plain, bundle: true, outdir }), addresses);
  expect(functions).toHaveLength(6);
  for (const { bundle = '' } of functions) {
    expect(bundle.startsWith(outdir)).toBe(true);
    expect(statSync(join(bundle, 'index.mjs')).isFile()).toBe(true);
  }
});
