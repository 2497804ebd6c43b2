import { attributesFromTask } from './attributes.ts';
import type { PublishRequest } from './message.ts';
import { invalid, SnsRefusal } from './refusal.ts';

/** The parameters of a task sns:publish. What is no text becomes JSON, as Step Functions has it. */
export function requestOfTask(parameters: Record<string, unknown>): PublishRequest & { topicArn: string } {
  const { TopicArn, Message, MessageStructure, Subject, MessageAttributes, ...others } = parameters;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid(`${unknown} Reason: it is not supported here`);
  return {
    topicArn: String(TopicArn),
    message: Message === undefined || typeof Message === 'string' ? Message : JSON.stringify(Message),
    structure: MessageStructure === undefined ? undefined : String(MessageStructure),
    subject: Subject === undefined ? undefined : String(Subject),
    attributes: attributesFromTask(MessageAttributes),
  };
}

/** The names that a Catch or a Retry sees: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
export function fromTask<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SnsRefusal)) throw error;
    const named = new Error(error.message, { cause: error });
    const name = error.code === 'ParameterValueInvalid' ? 'InvalidParameterValue' : error.code; // the one that differs
    named.name = `SNS.${name}Exception`;
    throw named;
  }
}
