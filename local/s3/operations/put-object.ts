import { writeCondition } from '../conditions.ts';
import type { Call, Reply } from '../http/call.ts';
import { checksumHeaders, describedBy, versionHeader } from '../http/description.ts';

/** Of one object that is sent in one request: 5 GiB. */
export const mostBytes = 5 * 1024 ** 3;

export async function putObject(call: Call): Promise<Reply> {
  const { store, bucket, key } = call;
  const described = describedBy(call);
  const check = writeCondition(call);
  const before = store.versions.latest(bucket.name, key);
  check(before);
  const body = call.receive(mostBytes);
  const version = await store.keep(body.chunks, (file) =>
    store.commit((unit) => {
      check(store.versions.latest(bucket.name, key), before);
      const { bytes, md5, checksum } = body.digest();
      return store.put(
        bucket,
        {
          ...described,
          key,
          bytes,
          etag: md5,
          ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' } }),
          origin: call.origin('PutObject'),
          pieces: [{ file, bytes }],
        },
        unit,
      );
    }),
  );
  return {
    headers: {
      etag: `"${version.etag}"`,
      ...checksumHeaders(version.checksum),
      ...versionHeader(call, version),
    },
  };
}
