import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { fieldsOf, parsed } from '../../functions/shared/untrusted.ts';

/** What a backfill on AWS came to, by the report that Step Functions left. */
export interface Report {
  at: string;
  /** Executions of photos that were waited for. */
  photos: number;
  failed: { key: string; execution?: string }[];
  /** What the report is too long to be read for here. */
  unread: boolean;
}

/** In the thumbnails bucket: workflow/photos.ts has the same. */
const reportsFolder = 'backfills';
/** Of all files together. */
const longestReport = 64e6;

/** Undefined where there is none: a Map that could not begin leaves nothing. S3 says 403 of that to who may not list. */
export async function reportOf(
  client: S3Client,
  Bucket: string,
  mapRunArn: string,
  abortSignal: AbortSignal,
): Promise<Report | undefined> {
  const read = async (Key: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }), { abortSignal });
    return parsed(await Body?.transformToString());
  };
  const key = `${reportsFolder}/${mapRunArn.slice(mapRunArn.lastIndexOf(':') + 1)}/manifest.json`;
  const manifest = await read(key).catch((error: unknown) => {
    if (error instanceof NoSuchKey || (error as Error).name === 'AccessDenied') return undefined;
    throw error;
  });
  if (manifest === undefined) return undefined;
  const { SUCCEEDED, FAILED } = fieldsOf(fieldsOf(manifest).ResultFiles);
  const files = [SUCCEEDED, FAILED].flatMap((each) => (Array.isArray(each) ? each.map(fieldsOf) : []));
  const report: Report = { at: `s3://${Bucket}/${key}`, photos: 0, failed: [], unread: false };
  if (files.reduce((sum, { Size }) => sum + Number(Size), 0) > longestReport)
    return { ...report, unread: true };
  for (const file of files) {
    const batches = await read(String(file.Key));
    for (const batch of Array.isArray(batches) ? batches.map(fieldsOf) : []) add(batch, report);
  }
  return report;
}

/** A batch that ended well says what it did in its output; one in which too many photos failed, these in its cause. */
function add({ Output, Cause }: Record<string, unknown>, report: Report): void {
  const { photos, failed } = fieldsOf(parsed(Output));
  const ofCause = parsed(fieldsOf(parsed(Cause)).Cause);
  const all = Array.isArray(failed) ? failed : Array.isArray(ofCause) ? ofCause : [];
  report.photos += typeof photos === 'number' ? photos : all.length;
  for (const each of all.map(fieldsOf)) {
    if (typeof each.key !== 'string') continue;
    report.failed.push({
      key: each.key,
      ...(typeof each.execution === 'string' && { execution: each.execution }),
    });
  }
}
