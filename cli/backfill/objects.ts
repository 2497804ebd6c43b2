import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { fieldsOf, parsed } from '../../functions/shared/untrusted.ts';
import { exitCodes, Trouble } from '../trouble.ts';
import { rowsOf } from './csv.ts';

/** An object as the function that chooses reads it: fields of a listing, or columns of an inventory. */
export type Item = Readonly<Record<string, string | number>>;

export interface Inventory {
  bucket: string;
  key: string;
}

/** Page by page, as S3 lists them. */
export async function* listed(
  client: S3Client,
  Bucket: string,
  Prefix: string,
  abortSignal: AbortSignal,
): AsyncGenerator<Item[]> {
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client },
    { Bucket, Prefix },
    { abortSignal },
  )) {
    yield Contents.map(({ Key = '', Size = 0 }) => ({ Key, Size }));
  }
}

/** File by file, as the manifest names them: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html */
export async function* inventoried(
  client: S3Client,
  { bucket: Bucket, key }: Inventory,
  abortSignal: AbortSignal,
): AsyncGenerator<Item[]> {
  const read = async (Key: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }), { abortSignal });
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };
  const { fileFormat, fileSchema, files } = fieldsOf(parsed((await read(key)).toString()));
  if (fileFormat !== 'CSV' || typeof fileSchema !== 'string' || !Array.isArray(files)) {
    throw new Trouble(
      `s3://${Bucket}/${key} is no manifest of an inventory in CSV, which is what Step Functions reads.`,
      'Give the manifest.json of an inventory whose format is CSV.',
      exitCodes.failed,
    );
  }
  const columns = fileSchema.split(',').map((each) => each.trim());
  for (const file of files) {
    const rows = rowsOf(gunzipSync(await read(String(fieldsOf(file).key))).toString());
    yield rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
  }
}
