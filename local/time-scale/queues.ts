import type { HttpExchange } from '../http/exchange.ts';
import type { Queues } from '../queues/index.ts';

const target = /^AmazonSQS\.(?:ChangeMessageVisibility(?:Batch)?|ReceiveMessage)$/;

/** What SQS would not take is left as it is, to be refused. */
const longestVisibility = 43_200;

/** The visibility that a client asks for is waited for, too. */
export function scaledQueues(queues: Queues, scale: number): Queues {
  if (scale === 1) return queues;
  return { ...queues, handle: (exchange) => queues.handle(scaledRequest(exchange, scale)) };
}

function scaledRequest(exchange: HttpExchange, scale: number): HttpExchange {
  if (!target.test(String(exchange.headers['x-amz-target']))) return exchange;
  try {
    const shorter = (name: string, value: unknown) =>
      name === 'VisibilityTimeout' && isSeconds(value) ? Math.ceil(scale * value) : value;
    return {
      ...exchange,
      body: Buffer.from(JSON.stringify(JSON.parse(exchange.body.toString('utf8'), shorter))),
    };
  } catch {
    return exchange; // it is refused as it is
  }
}

function isSeconds(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) <= longestVisibility;
}
