/** EventBridge would not take it, or this machine does not know it: either way the rule could not be trusted. */
export class UnsupportedPatternError extends Error {
  override readonly name = 'UnsupportedPatternError';
  constructor(path: readonly string[], what: string) {
    const where = path.length === 0 ? 'The event pattern' : `The event pattern at ${path.join('.')}`;
    super(
      `${where} ${what}. What there is: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html`,
    );
  }
}
