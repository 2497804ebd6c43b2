import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { executionsOf } from './queue-message.ts';

// What the lines of a function's log are about.

/** For an input that nobody has checked. */
export function aboutPhoto(detail: unknown, execution: unknown): Record<string, unknown> {
  const key = (detail as { object?: { key?: unknown } } | undefined)?.object?.key;
  const id = (execution as { id?: unknown } | undefined)?.id;
  return { key, execution: id };
}

/** The same for a queue's message: of several photos, about the first. */
export function aboutMessage(message: SQSRecord): Record<string, unknown> {
  const { messageId } = message;
  try {
    const [first] = executionsOf(message);
    return { ...aboutPhoto(first?.event.detail, undefined), messageId };
  } catch {
    return { messageId };
  }
}

/** Of several messages, each line has to say itself which one it is about. */
export function aboutOnlyMessage({ Records }: SQSEvent): Record<string, unknown> {
  const [message] = Records;
  return message !== undefined && Records.length === 1 ? aboutMessage(message) : {};
}
