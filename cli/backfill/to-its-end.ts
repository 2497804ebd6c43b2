import { S3Client } from '@aws-sdk/client-s3';
import type { DescribeMapRunOutput } from '@aws-sdk/client-sfn';
import type { Place } from '../place.ts';
import { bad, legible, note, plural, say, sayJson, tinted, well } from '../terminal.ts';
import { exitCodes } from '../trouble.ts';
import { backfillMachine, type Following } from './on-aws.ts';
import { counted } from './plan.ts';
import { progressLine } from './progress-line.ts';
import { type Report, reportOf } from './report.ts';

/** More keys than these are in the report. */
const mostNamed = 20;

/** Follows a backfill on AWS, which goes on without anybody who follows it. */
export async function followToItsEnd(
  place: Place,
  execution: string,
  { json = false }: { json?: boolean },
  signal: AbortSignal,
): Promise<number> {
  const stop = `aws stepfunctions stop-execution --region ${place.region} --execution-arn ${execution}`;
  if (json) sayJson({ execution });
  note(
    `${execution}\nCtrl-C ends the following alone; npx darkroom backfill takes it up again. To end the backfill:\n  ${stop}`,
  );
  let last: Following | undefined;
  try {
    using progress = progressLine(process.stderr);
    let said = '';
    for await (const each of backfillMachine(place).follow(execution, signal)) {
      last = each;
      const counts = countsOf(each.mapRun);
      progress.show(lineOf(counts));
      const now = JSON.stringify(counts);
      if (json && now !== said) sayJson({ counts });
      said = now;
    }
  } catch (error) {
    if (signal.aborted) note('The backfill goes on. To follow it again: npx darkroom backfill');
    throw error;
  }
  return tell(place, last as Following, json, signal);
}

interface Counts {
  /** Objects that are in batches already; while S3 is being listed there are more. */
  objects: number;
  done: number;
  failed: number;
  running: number;
}

function countsOf(mapRun: DescribeMapRunOutput | undefined): Counts {
  const {
    total = 0,
    succeeded = 0,
    failed = 0,
    timedOut = 0,
    aborted = 0,
    running = 0,
  } = mapRun?.itemCounts ?? {};
  return { objects: total, done: succeeded, failed: failed + timedOut + aborted, running };
}

function lineOf({ objects, done, failed, running }: Counts): string {
  const trouble = failed > 0 ? `, ${counted(failed)} in failed batches` : '';
  return `${counted(done)} of ${counted(objects)} objects gone through, ${counted(running)} in hand${trouble}`;
}

async function tell(
  place: Place,
  { execution, status, error, cause, mapRun }: Following,
  json: boolean,
  signal: AbortSignal,
): Promise<number> {
  const s3 = new S3Client(place.config);
  const report =
    mapRun?.mapRunArn === undefined
      ? undefined
      : await reportOf(s3, place.output('ThumbnailsBucketName'), mapRun.mapRunArn, signal);
  const failed = countsOf(mapRun).failed + (report?.failed.length ?? 0);
  const isWell = status === 'SUCCEEDED' && failed === 0;
  if (json) {
    const summary = { execution, status, error, cause, counts: countsOf(mapRun), report };
    sayJson({ summary });
    return isWell ? exitCodes.well : exitCodes.failed;
  }
  say(
    `${isWell ? well() : bad()} ${tinted('bold', status)}${error === undefined ? '' : ` (${legible(error)})`}`,
  );
  if (cause !== undefined) say(`  ${legible(cause)}`);
  for (const line of reportLines(report)) say(line);
  if (!isWell) {
    note(
      'Mend what they failed by. Then npx darkroom redrive for the photos that failed, and npx darkroom backfill for all others: it leaves out what is current. docs/runbook.md tells more.',
    );
  }
  return isWell ? exitCodes.well : exitCodes.failed;
}

function reportLines(report: Report | undefined): string[] {
  if (report === undefined) return ['  It left no report that you may read.'];
  const { at, photos, failed, unread } = report;
  if (unread) return [`  The report is too long to be read here: ${at}`];
  const more = failed.length - mostNamed;
  return [
    `  ${plural(photos, 'photo')} gone through, ${failed.length} of them failed. Report: ${at}`,
    ...failed.slice(0, mostNamed).map(({ key }) => `  ${bad()} ${legible(key)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
