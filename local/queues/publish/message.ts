import { type Attributes, bytesOf, checkAttributes, isObject } from './attributes.ts';
import { invalid } from './refusal.ts';

/** A notice, as those read it who have no queue. */
export interface Published {
  topicArn: string;
  messageId: string;
  subject?: string;
  /** What an e-mail says. */
  text: string;
  /** What all others get. */
  json: string;
  attributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
  /** ms */
  time: number;
}

/** What was asked to be published, of whatever protocol it came. */
export interface PublishRequest {
  message: string | undefined;
  structure: string | undefined;
  subject: string | undefined;
  attributes: Attributes;
}

/** The message in the words of each protocol. */
export interface Texts {
  email: string;
  sqs: string;
  others: string;
}

/** Bytes of a message with its attributes. */
export const longestMessage = 256 * 1024;

/** Throws an SnsRefusal for what SNS would refuse. */
export function checked(request: PublishRequest): Texts {
  const { message, structure, subject, attributes } = request;
  if (message === undefined || message === '') throw invalid('Empty message');
  if (bytesOf(attributes) + Buffer.byteLength(message) > longestMessage) throw invalid('Message too long');
  if (subject !== undefined) checkSubject(subject);
  checkAttributes(attributes);
  if (structure === undefined) return { email: message, sqs: message, others: message };
  if (structure !== 'json') throw invalid(`MessageStructure Reason: it may be json and nothing else`);
  return textsIn(message);
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
function checkSubject(subject: string): void {
  if (/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject)) return;
  throw invalid(
    'Subject Reason: it may be 1 to 100 letters of ASCII, without line breaks, and no space comes first',
  );
}

function textsIn(message: string): Texts {
  const texts = parsed(message);
  if (!isObject(texts)) throw invalid('Message Structure - JSON message body failed to parse');
  const { default: others, email = others, sqs = others } = texts;
  if (others === undefined) throw invalid('Message Structure - No default entry in JSON message body');
  if (![others, email, sqs].every((text) => typeof text === 'string' && text !== '')) {
    throw invalid('Message Structure - default, email and sqs have to be texts that are not empty');
  }
  return { email, sqs, others } as Texts;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
