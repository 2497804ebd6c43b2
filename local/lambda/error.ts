/** Why an invocation failed, as Lambda words it. */
export interface Failure {
  errorType: string;
  errorMessage: string;
  /** Of what the handler threw; a runtime that died leaves none. */
  trace?: readonly string[];
}

/**
 * An invocation that failed. Its name is Lambda's errorType, which is what ErrorEquals of a state machine compares; its
 * message is what becomes the state's Cause: the failure as JSON, or plain text when Lambda itself refused.
 */
export class InvocationError extends Error {
  override name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export function invocationError(failure: Failure): InvocationError {
  return new InvocationError(failure.errorType, JSON.stringify(failure));
}

/** Nobody knows how the invocation would have ended: it was given up together with everything else. */
export class FunctionsClosedError extends Error {
  override readonly name = 'FunctionsClosedError';
  constructor() {
    super('The functions were stopped before this invocation had ended.');
  }
}

export const throttled = 'Lambda.TooManyRequestsException';

/** No environment is left for it, for this reason. */
export function throttledError(reason: string): InvocationError {
  return new InvocationError(
    throttled,
    `Rate Exceeded. (Service: Lambda, Status Code: 429, Reason: ${reason})`,
  );
}

export const requestTooLarge = 'Lambda.RequestTooLargeException';
