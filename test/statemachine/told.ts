import type { NoticeStatus, WordedNotice } from '../../functions/shared/notice.ts';
import { substitutions } from './definition.ts';

/** The whole of what the topic gets for a notice that a function has worded. */
export function told(status: NoticeStatus, { json, text }: WordedNotice): Record<string, unknown> {
  return {
    TopicArn: substitutions.NoticesTopicArn,
    Subject: `Photo ${status}`,
    MessageStructure: 'json',
    Message: { default: json, email: text },
    MessageAttributes: { status: { DataType: 'String', StringValue: status } },
  };
}
