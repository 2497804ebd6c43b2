import { expect, test } from '@jest/globals';
import { outcomesPrefix, thumbnailsPrefix } from '../../../functions/shared/keys.ts';
import { paths } from '../../../infra/settings/table.ts';
import { readSettings } from '../../../infra/settings.ts';
import { problemsOf } from './problems-of.ts';

interface Values {
  right: unknown[];
  wrong: unknown[];
  /** What else the group has to say for the value to be right. */
  beside?: object;
}

const words = (text: string) => text.split(' ');
const each = (values: unknown[]) => values.map((value) => [value]);

const whole = (least: number, most: number): Values => ({
  right: [least, most],
  wrong: [least - 1, most + 1, least + 0.5, String(least), null],
});

const bucket: Values = {
  right: [...words('abc photos-of-2026 www.example.com'), 'a'.repeat(63)],
  wrong: [
    ...words('ab Photos under_score -photos photos. a..b 192.168.5.4 s3://photos'),
    ...words(
      'xn--photos sthree-photos amzn-s3-demo-photos photos-s3alias photos--ol-s3 photos--x-s3 photos.mrap photos--table-s3',
    ),
    ...['', 'a'.repeat(64), 'photos\n', null, 7],
  ],
};

const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const sizes = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...size, name: `size-${index}` }));
const size = { name: 'size', width: 200, fit: 'inside', format: 'jpeg', quality: 80 };

const queue = 'arn:aws:sqs:eu-central-1:111122223333:told';
const rule = (prefix: string) => ({ prefix, renditions: sizes(1) });

const addresses: Values = {
  right: [[], words('ops@example.com first.last+photos@mail.example.org')],
  wrong: [
    ...each(['ops', 'ops@localhost', 'a b@example.com', 'Ops <ops@example.com>', 'ops@example.com\n', null]),
    ...[[`${'a'.repeat(250)}@example.com`], words('ops@example.com ops@example.com'), 'ops@example.com'],
  ],
};

const values: Record<string, Values> = {
  renditions: { right: [sizes(1), sizes(20)], wrong: [sizes(0), sizes(21), {}, 'small', null, size] },
  rules: {
    right: [[], [rule('uploads/avatars/'), rule('uploads/Fotos für später/')]],
    wrong: [
      Array.from({ length: 21 }, (_, index) => rule(`uploads/${index}/`)),
      {},
      'small',
      null,
      rule('uploads/a/'),
    ],
  },
  'uploads.prefix': {
    right: [
      ...words('uploads/ in/2026/raw_photos/ a.b-c/ .../ thumbnails-of-old/ x/outcomes/'),
      `${'a'.repeat(199)}/`,
    ],
    wrong: [
      ...words('uploads / /uploads/ a//b/ a/*/ a\\b/ é/ ./ a/../'),
      ...['', 'a b/', 'uploads/\n', `${'a'.repeat(200)}/`, 7, null],
      ...[thumbnailsPrefix, outcomesPrefix, `${outcomesPrefix}in/`],
    ],
  },
  'uploads.maxBytes': whole(1, 200 * 1024 ** 2),
  'uploads.maxPixels': whole(1, 100e6),
  'uploads.bucket': bucket,
  'uploads.kmsKeyArn': {
    beside: { bucket: 'photos' },
    right: [
      key,
      key.replace('aws', 'aws-us-gov'),
      'arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
    ],
    wrong: [
      'arn:aws:kms:eu-central-1:111122223333:alias/photos',
      ...[key.replace('kms', 's3'), key.slice(0, -1), key.split('/')[1], `${key} `, `${key}\n`, 7],
    ],
  },
  'uploads.onReject': { right: ['keep', 'delete'], wrong: ['Delete', true, ''] },
  'thumbnails.bucket': bucket,
  'delivery.mode': { right: ['direct', 'buffered', 'express'], wrong: ['bufferd', 'Direct', 1, ''] },
  'delivery.maxConcurrency': { ...whole(2, 1000), beside: { mode: 'buffered' } },
  'delivery.batchSize': { ...whole(1, 10), beside: { mode: 'buffered', maxConcurrency: 20 } },
  'links.auth': { right: ['iam', 'none'], wrong: ['AWS_IAM', false] },
  'links.lifetimeSeconds': whole(60, 3600),
  'links.origins': {
    right: [[], ['*'], words('https://example.com http://localhost:3000 https://[::1]:8443')],
    wrong: [
      ...each(
        words('https://example.com/ https://example.com/app https://Example.com https://example.com:443'),
      ),
      ...each(words('example.com ftp://example.com https://*.example.com null')),
      ...each(['', 7, Number.NaN, `https://${'a.'.repeat(130)}example`]),
      ...[words('* https://a.example'), words('https://a.example https://a.example'), '*', {}, null],
      Array.from({ length: 101 }, (_, index) => `https://${index}.example`),
    ],
  },
  'links.reservedConcurrency': whole(1, 1000),
  'notify.emails': addresses,
  'notify.subscribers': {
    right: [
      [],
      [{ to: queue }, { to: 'https://example.com/hook?a=b', statuses: ['failed'], prefix: 'uploads/ä' }],
    ],
    wrong: [{}, null, queue, { to: queue }, Array.from({ length: 51 }, (_, n) => ({ to: `${queue}-${n}` }))],
  },
  'notify.alarms': addresses,
  'notify.runbook': {
    right: words('https://example.com/runbook.md http://wiki.local/Darkroom%20runbook'),
    wrong: [
      ...words(
        'docs/runbook.md ftp://example.com/runbook https://example.com/?page=1 https://example.com/#top',
      ),
      ...words('https://example.com/a? https://example.com/a# https://'),
      ...['', 'https://example.com/a b', `https://example.com/${'a'.repeat(500)}`, null, 7],
    ],
  },
  deletes: { right: ['follow', 'keep'], wrong: ['delete', 'Follow', true, ''] },
  observability: { right: ['on', 'off'], wrong: ['yes', 'On', true, ''] },
};

test('every setting is tried', () => {
  expect(Object.keys(values)).toEqual(paths);
});

test.each(cases('right'))('$path may be $shown', ({ path, value, darkroom }) => {
  expect(readSettings({ darkroom })).toHaveProperty(path, value);
});

test.each(cases('wrong'))('$path may not be $shown', ({ path, darkroom }) => {
  const [problem, ...more] = problemsOf({ darkroom });
  expect(problem?.replace(/\[\d+] /, ' ')).toMatch(`${path} is `);
  expect(more).toEqual([]);
});

function cases(which: 'right' | 'wrong') {
  return Object.entries(values).flatMap(([path, { [which]: all, beside }]) =>
    all.map((value) => {
      const [group = '', member] = path.split('.');
      const darkroom = { [group]: member === undefined ? value : { ...beside, [member]: value } };
      return { path, value, darkroom, shown: JSON.stringify(value)?.slice(0, 60) };
    }),
  );
}
