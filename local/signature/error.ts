/** A request that is not let in, under the code that S3 has for it. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError';
  readonly code: string;
  readonly status: number;
  /** What S3 tells besides the message, by the names of its XML elements. */
  readonly detail: Readonly<Record<string, string>>;
  constructor(code: string, status: number, message: string, detail: Record<string, string> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}
