/** What SNS says no with. */
export type RefusalCode =
  | 'InvalidParameter'
  | 'ParameterValueInvalid'
  | 'NotFound'
  | 'EmptyBatchRequest'
  | 'TooManyEntriesInBatchRequest'
  | 'BatchEntryIdsNotDistinct'
  | 'InvalidBatchEntryId'
  | 'BatchRequestTooLong';

export class SnsRefusal extends Error {
  override readonly name = 'SnsRefusal';
  readonly code: RefusalCode;
  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }

  get status(): number {
    return this.code === 'NotFound' ? 404 : 400;
  }
}

export function invalid(what: string): SnsRefusal {
  return new SnsRefusal('InvalidParameter', `Invalid parameter: ${what}`);
}
