import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ended, linesOf, objects } from '../../support/command-line.ts';
import { arn, aws, counts, failure, listing, machine, reportOf } from './played-aws.ts';

// AWS is played by a server that says what AWS says; what the command asks of it is what is looked at.

describe('backfill with a stack on AWS', () => {
  test('looks and begins nothing with --dry-run', async () => {
    await using place = await aws();
    const { code, stdout } = await place.run('--dry-run');

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^4 objects below uploads\/, 4\.0 MB\n {2}1 current.*\n.*\n.*\n3 to make, 10 at a time/,
    );
    expect(place.of('Invoke')).toEqual([
      {
        BatchInput: { listedBy: 'listing', rejectedToo: false, toleratedFailurePercentage: 5 },
        Items: ['a', 'b', 'c', 'd e&'].map((each) => ({ Key: `uploads/${each}.jpg`, Size: 1_000_000 })),
        execution: { name: expect.stringMatching(/^backfill-/) },
      },
    ]);
    expect(place.of('StartExecution')).toEqual([]);
  });

  test('begins one with --yes, follows it to its end, and reads the report', async () => {
    await using place = await aws();
    const { code, stdout, stderr } = await place.run('--yes', '--concurrency', '2', '--tolerate', '20');

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /✓ SUCCEEDED\n {2}3 photos gone through, 0 of them failed\. Report: s3:\/\/thumbnails-bucket\/backfills\/0d1e2f\/manifest\.json\n$/,
      ),
    });
    const [started] = place.of('StartExecution');
    expect(started).toMatchObject({
      stateMachineArn: machine,
      name: expect.stringMatching(/^backfill-[\w-]+$/),
    });
    expect(JSON.parse(`${started?.input}`)).toEqual({
      ...{ prefix: 'uploads/', concurrency: 2, photosPerBatch: 1 },
      ...{ toleratedFailurePercentage: 20, rejectedToo: false },
    });
    expect(stderr).toMatch(
      /Ctrl-C ends the following alone.*\n {2}aws stepfunctions stop-execution --region/,
    );
  });

  test('ends with 1 when photos failed, and names them, also where it ended well', async () => {
    const cause = JSON.stringify({ Error: 'TooManyPhotosFailed', Cause: JSON.stringify([failure]) });
    await using place = await aws({
      DescribeExecution: () => ({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' }),
      DescribeMapRun: () => counts(3, 1),
      'GET backfills/0d1e2f/FAILED_0.json': () => reportOf([{ Status: 'FAILED', Cause: cause }]),
      'GET backfills/0d1e2f/SUCCEEDED_0.json': () =>
        reportOf([{ Output: JSON.stringify({ photos: 2, failed: [{ ...failure, key: 'uploads/c.jpg' }] }) }]),
    });
    const { code, stdout, stderr } = await place.run('--yes');

    expect(code).toBe(1);
    expect(stdout).toContain('✗ FAILED (States.ExceedToleratedFailureThreshold)');
    expect(stdout).toContain('  ✗ uploads/c.jpg\n  ✗ uploads/b.jpg');
    expect(stderr).toMatch(/npx darkroom redrive .* npx darkroom backfill/);
  });

  test('follows the one that runs, and begins no second; batches are none', async () => {
    await using place = await aws({
      ListExecutions: () => ({
        executions: ['5f2c', 'backfill-2026'].map((name) => ({
          executionArn: arn(`execution:Backfill:${name}`),
          name,
        })),
      }),
    });
    const ended = await place.run('--yes', '--json');

    expect(objects(ended)[0]).toEqual({ execution: arn('execution:Backfill:backfill-2026') });
    expect(objects(ended).at(-1)).toMatchObject({
      summary: { status: 'SUCCEEDED', counts: { objects: 4, done: 4 } },
    });
    expect(place.of('StartExecution')).toEqual([]);
  });

  test('Ctrl-C leaves it running, and says how to see it again', async () => {
    await using place = await aws({
      DescribeExecution: () => ({ status: 'RUNNING' }),
      DescribeMapRun: (_asked, count) => counts(count),
    });
    const child = place.begin('--yes', '--json');
    const end = ended(child);
    for await (const line of linesOf(child)) if ('counts' in JSON.parse(line)) break;
    child.kill('SIGINT');

    expect(await end).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/goes on\. .*npx darkroom backfill/),
    });
    expect(place.asked.some(({ what }) => what === 'StopExecution')).toBe(false);
  });

  test('reads an inventory, whose files S3 has compressed, and hands its manifest over', async () => {
    const columns = 'Bucket, Key, Size';
    const rows = '"uploads-bucket","uploads/a+b.jpg","1000000"\n"uploads-bucket","uploads/c.jpg","2000000"\n';
    await using place = await aws({
      'GET inventories/x/manifest.json': () =>
        JSON.stringify({
          fileFormat: 'CSV',
          fileSchema: columns,
          files: [{ key: 'inventories/x/1.csv.gz' }],
        }),
      'GET inventories/x/1.csv.gz': () => gzipSync(rows),
    });
    const { code } = await place.run(
      '--yes',
      '--inventory',
      's3://thumbnails-bucket/inventories/x/manifest.json',
    );

    expect(code).toBe(0);
    expect(place.of('ListObjectsV2')).toEqual([]);
    expect(place.of('Invoke')).toMatchObject([
      {
        BatchInput: { listedBy: 'inventory' },
        Items: [
          { Bucket: 'uploads-bucket', Key: 'uploads/a+b.jpg', Size: '1000000' },
          { Bucket: 'uploads-bucket', Key: 'uploads/c.jpg', Size: '2000000' },
        ],
      },
    ]);
    const [started] = place.of('StartExecution');
    expect(JSON.parse(`${started?.input}`).inventory).toEqual({ key: 'inventories/x/manifest.json' });
  });

  test.each([
    {
      what: 'elsewhere',
      manifest: 's3://other/manifest.json',
      says: /s3:\/\/thumbnails-bucket\/inventories\/ and nowhere/,
    },
    {
      what: 'beside a prefix',
      manifest: 's3://x/y',
      more: ['--prefix', 'uploads/a'],
      says: /no prefix to give/,
    },
  ])('refuses an inventory $what', async ({ manifest: given, more = [], says }) => {
    await using place = await aws();
    const { code, stderr } = await place.run('--yes', '--inventory', given, ...more);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(says) });
  });

  test('says the status also where there is no report, as of a Map that could not begin', async () => {
    await using place = await aws({
      DescribeExecution: () => ({ status: 'FAILED', error: 'States.ItemReaderFailed', cause: 'no' }),
      'GET backfills/0d1e2f/manifest.json': () => undefined,
    });
    const { code, stdout } = await place.run('--yes');

    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ FAILED \(States\.ItemReaderFailed\)\n {2}no\n {2}It left no report/);
  });

  test('a function that fails is told, with where to look, and nothing is begun', async () => {
    await using place = await aws({ Invoke: () => ({ errorType: 'TypeError', errorMessage: 'x is not y' }) });
    const { code, stderr } = await place.run('--yes');

    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(
        /looks at photos failed: TypeError: x is not y\nIts log says more: ChoosePhotos/,
      ),
    });
    expect(place.of('StartExecution')).toEqual([]);
  });

  test('asks nothing of an empty bucket', async () => {
    await using place = await aws({
      Invoke: () => {
        throw new Error('not asked');
      },
      ListObjectsV2: () => listing([]),
    });
    const { code, stdout } = await place.run('--yes');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to make.') });
  });
});
