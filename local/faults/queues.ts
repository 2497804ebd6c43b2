import type { QueueSpec } from '../deployment.ts';
import type { Queues, Receiving } from '../queues/index.ts';
import type { Faults } from './faults.ts';
import { answering, calling } from './manners.ts';
import { snsRefusals, sqsRefusals } from './services.ts';

/** For the queues' own waiting: the point is reached when there are messages. */
export function receiveFaults(faults: Faults): Receiving {
  return async (next, take) => {
    const fault = faults.atValue('sqs.ReceiveMessage', () => next);
    return calling(faults, fault, async () => take(), sqsRefusals);
  };
}

/** The queues and topics as they are, but for what goes wrong. */
export function faultyQueues(queues: Queues, specs: readonly QueueSpec[], faults: Faults): Queues {
  return {
    ...queues,
    send(queueArn, body, attributes) {
      const fault = faults.atValue('sqs.SendMessage', () => body);
      return calling(faults, fault, () => queues.send(queueArn, body, attributes), sqsRefusals);
    },
    delete(queueArn, receiptHandle) {
      const fault = faults.atValue('sqs.DeleteMessage', () => queues.inHand(queueArn, receiptHandle) ?? '');
      return calling(faults, fault, () => queues.delete(queueArn, receiptHandle), sqsRefusals);
    },
    publish(topicArn, parameters) {
      const fault = faults.atValue('sns.Publish', () => parameters);
      // A task gives up by a time-out of its own.
      if (fault?.do === 'silent') return new Promise(() => {});
      return calling(faults, fault, () => queues.publish(topicArn, parameters), snsRefusals);
    },
    handle(exchange) {
      const perform = () => queues.handle(exchange);
      const target = exchange.headers['x-amz-target'];
      if (typeof target !== 'string') {
        const form = Object.fromEntries(new URLSearchParams(exchange.body.toString('utf8')));
        const fault = faults.atValue(`sns.${single(form.Action ?? '')}`, () => form);
        return answering(faults, fault, perform, snsRefusals);
      }
      const action = single(target.replace(/^AmazonSQS\./, ''));
      const fault = faults.atValue(`sqs.${action}`, () => requested(action, exchange.body.toString('utf8')));
      return answering(faults, fault, perform, sqsRefusals);
    },
  };

  /** With the messages that it is about, where it does not have them in itself. */
  function requested(action: string, body: string): unknown {
    const request = parsed(body);
    const name = String(request.QueueUrl).split('/').at(-1);
    const arn = specs.find((spec) => spec.name === name)?.arn;
    if (arn === undefined || action === 'SendMessage') return request;
    if (action === 'ReceiveMessage') return [request, ...queues.peek(arn).slice(0, 10)];
    const entries = Array.isArray(request.Entries) ? request.Entries : [request];
    return [request, ...entries.map(({ ReceiptHandle }) => queues.inHand(arn, String(ReceiptHandle)))];
  }
}

/** A batch counts as what it is a batch of. */
function single(action: string): string {
  return action.replace(/Batch$/, '');
}

function parsed(json: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}
