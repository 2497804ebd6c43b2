/** A body that is not what its request said it would be, under the code that S3 has for it. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly code: string;
  readonly status: number;
  /** What S3 tells besides the message, by the names of its XML elements. */
  readonly detail: Readonly<Record<string, string>>;
  constructor(
    code: string,
    message: string,
    more: { status?: number; detail?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.status = more.status ?? 400;
    this.detail = more.detail ?? {};
  }
}

export function incomplete(message: string, cause?: unknown): BodyError {
  return new BodyError('IncompleteBody', message, { cause });
}
