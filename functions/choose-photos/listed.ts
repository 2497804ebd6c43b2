import { fieldsOf } from '../shared/untrusted.ts';

/** An object of the uploads bucket, as a listing or an inventory names it. */
export interface Listed {
  key: string;
  size: number;
}

/** Where the items come from: the two spell them differently. */
export type ListedBy = 'listing' | 'inventory';

/** What is handed over as a list of objects is none. */
class UnreadableItemError extends Error {
  override readonly name = 'UnreadableItemError';
}

/**
 * Undefined for what is no object that somebody can read now: an older version or a delete marker, which an inventory
 * of all versions names too. A listing's keys are as they are; those of an inventory are encoded as in a form.
 */
export function listedObject(item: unknown, by: ListedBy, bucket: string): Listed | undefined {
  const { Key, Size = 0, Bucket = bucket, IsLatest = 'true', IsDeleteMarker = 'false' } = fieldsOf(item);
  const size = Number(Size);
  if (typeof Key !== 'string' || Key === '' || !(size >= 0)) {
    throw new UnreadableItemError(`An object has a Key and a Size; this has not: ${JSON.stringify(item)}`);
  }
  if (Bucket !== bucket) {
    throw new UnreadableItemError(
      `The inventory is of the bucket ${Bucket}, and photos arrive in ${bucket}.`,
    );
  }
  if (`${IsLatest}` !== 'true' || `${IsDeleteMarker}` === 'true') return undefined;
  return { key: by === 'inventory' ? decoded(Key) : Key, size };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html: decode the keys before they are used. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw new UnreadableItemError(`The key of an inventory is not encoded: ${key}`, { cause });
  }
}
