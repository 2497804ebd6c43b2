/** The answer is an error: `type` as the SDKs know it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}
