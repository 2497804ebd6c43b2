import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { readSettings } from '../../infra/settings.ts';
import { problemsOf } from './settings/problems-of.ts';

const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const thumbnail = { name: 'thumbnail', width: 200, fit: 'inside', format: 'jpeg', quality: 80 };

const json = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

test('settings that nobody gave are one JPEG thumbnail, 200 pixels wide, delivered directly', () => {
  expect(readSettings({})).toStrictEqual({
    renditions: [thumbnail],
    rules: [],
    uploads: { prefix: 'uploads/', maxBytes: 52428800, maxPixels: 50000000, onReject: 'keep' },
    thumbnails: {},
    delivery: { mode: 'direct', maxConcurrency: 5, batchSize: 1 },
    links: { auth: 'iam', lifetimeSeconds: 900, origins: [] },
    notify: { emails: [], subscribers: [], alarms: [] },
    deletes: 'follow',
    observability: 'on',
  });
});

test('the settings in cdk.json are right', () => {
  expect(problemsOf(json('cdk.json').context)).toEqual([]);
});

test.each([
  ['uploads.maxBytes', '1000', 1000],
  ['delivery.mode', 'express', 'express'],
  ['uploads.bucket', 'photos', 'photos'],
  [
    'links.origins',
    'https://a.example, http://localhost:3000',
    ['https://a.example', 'http://localhost:3000'],
  ],
  ['links.origins', '*', ['*']],
  ['notify.emails', 'ops@example.com', ['ops@example.com']],
  ['renditions', '[{"name":"big","width":2000}]', [{ ...thumbnail, name: 'big', width: 2000 }]],
])('-c %s=%s is read from its text', (path, text, value) => {
  expect(readSettings({ [path]: text })).toHaveProperty(path, value);
});

test.each([
  ['uploads.maxBytes', '5e3'],
  ['uploads.maxBytes', '-1'],
  ['uploads.maxBytes', '9'.repeat(400)],
  ['delivery.mode', ''],
  ['uploads.prefix', ''],
  ['links.lifetimeSeconds', ''],
  ['renditions', ''],
  ['renditions', '[{"name":"big"'],
  ['notify.emails', 'ops@example.com,'],
])('-c %s=%s is refused', (path, text) => {
  expect(problemsOf({ [path]: text })).toEqual([expect.stringMatching(/ is ".*: it may be /)]);
});

test('the command line is stronger than cdk.json, whose value is then not even looked at', () => {
  const darkroom = {
    delivery: { mode: 'no such mode' },
    links: { origins: ['https://a.example'], lifetimeSeconds: 60 },
  };
  const { delivery, links } = readSettings({
    darkroom,
    'delivery.mode': 'buffered',
    'links.origins': 'https://b.example',
  });
  expect(delivery.mode).toBe('buffered');
  expect(links).toEqual({ auth: 'iam', lifetimeSeconds: 60, origins: ['https://b.example'] });
});

test('nothing after the = empties a list and leaves out what can be left out', () => {
  const darkroom = {
    uploads: { bucket: 'photos', kmsKeyArn: keyArn },
    links: { origins: ['*'], reservedConcurrency: 5 },
  };
  const settings = readSettings({
    darkroom,
    'uploads.bucket': '',
    'uploads.kmsKeyArn': '',
    'links.origins': '',
    'links.reservedConcurrency': '',
  });
  expect(settings).toEqual(readSettings({}));
});

test('a KMS key belongs to an existing bucket', () => {
  expect(problemsOf({ 'uploads.kmsKeyArn': keyArn })).toEqual([
    expect.stringContaining('give uploads.bucket too'),
  ]);
});

test('thumbnails may not go where uploads come from', () => {
  expect(problemsOf({ 'uploads.bucket': 'photos', 'thumbnails.bucket': 'photos' })).toEqual([
    'thumbnails.bucket is "photos": it may be any bucket but uploads.bucket, so that no thumbnail is ever an upload',
  ]);
});

test('a concurrency that would do nothing is refused, and the default is not one that was given', () => {
  expect(problemsOf({ 'delivery.mode': 'express', 'delivery.maxConcurrency': '5' })).toEqual([
    'delivery.maxConcurrency is 5: with delivery.mode "express" it does nothing: leave it out, or choose "buffered"',
  ]);
  expect(problemsOf({ darkroom: { delivery: { maxConcurrency: 5 } } })).toHaveLength(1);
  expect(problemsOf({ darkroom: { delivery: { batchSize: 1 } } })).toHaveLength(1);
  expect(problemsOf({ 'delivery.mode': 'express' })).toEqual([]);
});

test.each([
  ['5', '2'],
  ['10', '10'],
  ['2', '2'],
])('%s photos at once cannot be shared among starters by %s', (maxConcurrency, batchSize) => {
  const delivery = { 'delivery.mode': 'buffered', 'delivery.maxConcurrency': maxConcurrency };
  expect(problemsOf({ ...delivery, 'delivery.batchSize': batchSize })).toEqual([
    `delivery.batchSize is ${batchSize}: delivery.maxConcurrency, ${maxConcurrency}, may be twice as much or another multiple of it, so that exactly so many photos are at work`,
  ]);
});

test('a concurrency beside a mode that does not exist is not to blame', () => {
  const problems = problemsOf({ 'delivery.mode': 'bufferd', 'delivery.maxConcurrency': '5' });
  expect(problems).toEqual([expect.stringMatching(/^delivery\.mode is "bufferd"/)]);
});

test('what is undefined was not given', () => {
  const darkroom = {
    uploads: { bucket: undefined },
    links: undefined,
    delivery: { maxConcurrency: undefined },
  };
  expect(readSettings({ darkroom, 'delivery.maxConcurrency': undefined, stage: undefined })).toEqual(
    readSettings({}),
  );
});

test('all that is wrong is said at once, each with its path, its value and what it may be', () => {
  const darkroom = { uploads: { maxBytes: '10MB', buket: 'photos' }, renditions: [{ name: 'a', width: -1 }] };
  expect(problemsOf({ darkroom, 'delivery.mode': 'bufferd', 'links.auht': 'none' }).toSorted()).toEqual([
    'delivery.mode is "bufferd": it may be "direct", "buffered" or "express"',
    'links.auht is "none": there is no such setting; did you mean links.auth?',
    'renditions[0].width is -1: it may be a whole number from 1 to 8192',
    'uploads.buket is "photos": there is no such setting; did you mean uploads.bucket?',
    expect.stringMatching(/^uploads\.maxBytes is "10MB": it may be a whole number from 1 to 209715200 /),
  ]);
});

test('a long value is shortened, and a strange key is quoted', () => {
  const problems = problemsOf({ 'delivery.mode': 'x'.repeat(1000), 'a\nb': '' });
  expect(problems).toEqual([
    expect.stringMatching(/^"a\\nb" is "": there is no such setting/),
    expect.stringMatching(/^delivery\.mode is "x{70,80}…: it may be/),
  ]);
});

test.each([
  ['delivery.mod', 'did you mean delivery.mode?'],
  ['Delivery.Mode', 'did you mean delivery.mode?'],
  ['mode', 'did you mean delivery.mode?'],
  ['maxconcurency', 'did you mean delivery.maxConcurrency?'],
  ['darkroom.links.origins', 'did you mean links.origins?'],
  ['delivery:mode', 'did you mean delivery.mode?'],
  ['upload.prefix', 'did you mean uploads.prefix?'],
  ['rendition', 'did you mean renditions?'],
  ['toString', 'did you mean'],
  ['', 'did you mean'],
  [
    'uploads',
    'it is a group: put it into "darkroom" in cdk.json, or give its settings one by one, as in -c uploads.prefix=…',
  ],
  ['renditions.0.width', 'renditions is given as a whole'],
  ['links.origins[0]', 'links.origins is given as a whole'],
])('-c %s=… is no setting', (key, remedy) => {
  expect(problemsOf({ [key]: 'x' })).toEqual([expect.stringContaining(remedy)]);
});

test.each([
  [{ delivry: {} }, 'did you mean delivery?'],
  [{ mode: 'direct' }, 'did you mean delivery.mode?'],
  [{ 'delivery.mode': 'direct' }, 'delivery.mode is "direct": it is written "delivery": { "mode": … }'],
  [{ delivery: 'direct' }, 'delivery is "direct": it may be an object of mode, maxConcurrency, batchSize'],
  [{ delivery: { constructor: 1 } }, 'delivery.constructor is 1: there is no such setting'],
  [[], 'darkroom is []: in cdk.json it is an object of settings'],
  ['{}', 'after -c each is given by itself, as in -c delivery.mode=buffered'],
  [null, 'darkroom is null'],
])('darkroom in cdk.json may not be %j', (darkroom, problem) => {
  expect(problemsOf({ darkroom })).toEqual([expect.stringContaining(problem)]);
});

test('the keys of the CDK are left to the CDK', () => {
  const app = new App({
    context: {
      ...json('node_modules/aws-cdk-lib/recommended-feature-flags.json'),
      'aws:cdk:bundling-stacks': [],
      '@aws-cdk/core:failSynthOnValidationErrors': false,
    },
  });
  const lookedUp = [
    'availability-zones:account=111122223333:region=eu-central-1',
    'vpc-provider:account=1:filter.isDefault=true:region=x',
    'hosted-zone:account=1:domainName=a\nb:region=x',
  ];
  const named = [
    'cli-telemetry',
    'acknowledged-issue-numbers',
    'aws-cdk:enableDiffNoFail',
    'assets-ecr-repository-name',
  ];
  const keys = Object.fromEntries([...lookedUp, ...named].map((key) => [key, 'x']));
  expect(problemsOf({ ...app.node.getAllContext(), ...keys })).toEqual([]);
});
