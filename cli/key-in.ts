import { fieldsOf, parsed } from '../functions/shared/untrusted.ts';
import { photoEventOf } from '../functions/tell-ending/endings.ts';

/** Of the photo that an execution's input is about: of its upload, or of its deletion. */
export function keyIn(input: string | undefined): string | undefined {
  return photoEventOf(input)?.key ?? deletedKeyIn(input);
}

/** S3's event of a deletion says less of its object. */
function deletedKeyIn(input: string | undefined): string | undefined {
  const detail = fieldsOf(fieldsOf(parsed(input)).detail);
  const { key } = fieldsOf(detail.object);
  return typeof key === 'string' && detail['deletion-type'] !== undefined ? key : undefined;
}
