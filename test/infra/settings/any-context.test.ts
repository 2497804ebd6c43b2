import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nearest } from '../../../infra/settings/nearest.ts';
import { paths } from '../../../infra/settings/table.ts';
import { readSettings, SettingsError } from '../../../infra/settings.ts';

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
});
const name = fc.oneof(
  fc.string(),
  fc.constantFrom(...paths.flatMap((path) => [path, ...path.split('.')]), '__proto__', 'darkroom'),
);
const value = fc.oneof(
  anything,
  fc.string(),
  fc.json(),
  fc.integer(),
  fc.constantFrom('', '*', 'buffered', 'photos', 'uploads/'),
);
const rendition = fc.record(
  { name: value, width: value, height: value, fit: value, format: value, quality: value },
  { requiredKeys: [] },
);
const block = fc.dictionary(name, fc.oneof(value, fc.dictionary(name, value), fc.array(rendition)));
const context = fc
  .tuple(fc.option(fc.oneof(block, value), { nil: undefined }), fc.dictionary(name, value))
  .map(([darkroom, keys]) => ({ ...keys, darkroom }));

test('whatever the context is, it is read or refused with a SettingsError', () => {
  let read = 0;
  fc.assert(
    fc.property(context, (context) => {
      try {
        readSettings(context);
        read++;
      } catch (error) {
        expect(error).toBeInstanceOf(SettingsError);
      }
    }),
    { numRuns: 300 },
  );
  expect(read).toBeGreaterThan(0);
});

test('something that contains itself, and something that cannot be JSON, are refused like anything else', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  expect(() =>
    readSettings({ 'delivery.mode': circle, 'links.auth': 1n, 'links.origins': [circle] }),
  ).toThrow(SettingsError);
});

const right = fc.record(
  {
    'uploads.maxBytes': fc.integer({ min: 1, max: 200 * 1024 ** 2 }),
    'uploads.onReject': fc.constantFrom('keep', 'delete'),
    'uploads.bucket': fc.stringMatching(/^[a-z][a-z0-9]{2,40}$/),
    'links.auth': fc.constantFrom('iam', 'none'),
    'links.lifetimeSeconds': fc.integer({ min: 60, max: 3600 }),
    'links.origins': fc.uniqueArray(
      fc.domain().map((domain) => `https://${domain.toLowerCase()}`),
      { maxLength: 5 },
    ),
    'notify.emails': fc.constantFrom([], ['a@example.com'], ['a@example.com', 'b@example.com']),
  },
  { requiredKeys: [] },
);

function blockOf(settings: object): Record<string, Record<string, unknown>> {
  const block: Record<string, Record<string, unknown>> = {};
  for (const [path, value] of Object.entries(settings)) {
    const [group = '', member = ''] = path.split('.');
    block[group] = { ...block[group], [member]: value };
  }
  return block;
}

test('the same settings are read out of cdk.json and off the command line', () => {
  fc.assert(
    fc.property(right, (settings) => {
      const texts = Object.fromEntries(
        Object.entries(settings).map(([path, value]) => [path, String(value)]),
      );
      expect(readSettings(texts)).toEqual(readSettings({ darkroom: blockOf(settings) }));
    }),
  );
});

test('no problem hides another', () => {
  fc.assert(
    fc.property(fc.subarray(paths, { minLength: 1 }), (wrong) => {
      const run = () => readSettings(Object.fromEntries(wrong.map((path) => [path, { wrong: true }])));
      const found = problemPaths(run);
      for (const path of wrong) expect(found).toContain(path);
    }),
  );
});

function problemPaths(run: () => unknown): string[] {
  try {
    run();
    return [];
  } catch (error) {
    return error instanceof SettingsError ? error.problems.map(({ path }) => path) : [];
  }
}

test('a path with one letter missing, doubled or replaced is still recognised', () => {
  const slip = fc
    .constantFrom(...paths)
    .chain((path) =>
      fc.tuple(fc.constant(path), fc.nat({ max: path.length - 1 }), fc.constantFrom('', 'zz', 'z')),
    );
  fc.assert(
    fc.property(slip, ([path, at, letters]) => {
      expect(nearest(path.slice(0, at) + letters + path.slice(at + 1), paths)).toBe(path);
    }),
  );
});
