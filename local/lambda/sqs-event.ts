import type { Message } from '../queues/index.ts';

interface AttributeValue {
  DataType?: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** One of an event's Records: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function recordOf(message: Message, queueArn: string, region: string): Record<string, unknown> {
  const { messageId, receiptHandle, body, attributes, messageAttributes, md5OfBody } = message;
  return {
    messageId,
    receiptHandle,
    body,
    attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(messageAttributes).map(([name, value]) => [name, attributeOf(value as AttributeValue)]),
    ),
    md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function attributeOf({ DataType, StringValue, BinaryValue }: AttributeValue): Record<string, unknown> {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
