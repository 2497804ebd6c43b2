/** Why a photo is rejected. DESIGN.md has the table: what each means, who decides it, what the owner reads. */
export const rejectionReasons = {
  'invalid-key': 'The file name cannot be used.',
  empty: 'The file is empty.',
  'too-large': 'The file is larger than this service takes.',
  'unsupported-format': 'This kind of file is not supported. Send a JPEG, PNG, WebP, GIF or AVIF picture.',
  truncated: 'The file is cut off: a part of the picture is missing. Upload it again.',
  corrupt: 'The picture is damaged and cannot be read.',
  'too-many-pixels': 'The picture has more pixels than this service takes.',
  'too-many-scans': 'The JPEG is built of too many scans to be read in reasonable time.',
  'too-many-channels': 'The picture has more colour channels than this service takes.',
  'took-too-long': 'The picture took too long to read.',
} as const satisfies Record<string, string>;

export type RejectionReason = keyof typeof rejectionReasons;

export function isRejectionReason(value: unknown): value is RejectionReason {
  return typeof value === 'string' && Object.hasOwn(rejectionReasons, value);
}
