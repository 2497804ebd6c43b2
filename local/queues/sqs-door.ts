import type { HttpExchange } from '../http/exchange.ts';
import { checkInput } from './sqs-input.ts';
import { brokenRule, type IsQueue, type Refusal } from './sqs-rules.ts';

/** fauxqs says itself what else there is not. */
const unsupported: Readonly<Record<string, string>> = {
  AddPermission: 'one key pair may do everything here',
  RemovePermission: 'one key pair may do everything here',
  StartMessageMoveTask: 'receive a dead letter, send it to where it belongs, and delete it',
  CancelMessageMoveTask: 'there is none to cancel',
  ListMessageMoveTasks: 'there are none to list',
  ListDeadLetterSourceQueues: 'each queue says its RedrivePolicy',
};

/** What fauxqs would take, and not do as SQS does; undefined for what may pass. */
export function sqsRefusal({ headers, body }: HttpExchange, isQueue: IsQueue): Refusal | undefined {
  const action = String(headers['x-amz-target'] ?? '').replace(/^AmazonSQS\./, '');
  const instead = Object.hasOwn(unsupported, action) ? unsupported[action] : undefined;
  if (instead !== undefined) {
    return { code: 'UnsupportedOperation', message: `${action} is not supported here: ${instead}.` };
  }
  const input = parsed(body);
  if (input === undefined) return { code: 'InvalidParameterValue', message: 'The body is no JSON object.' };
  return (
    checkInput(action, input) ??
    (action === 'CreateQueue' ? nameRefusal(input.QueueName) : undefined) ??
    brokenRule(action, input, isQueue)
  );
}

function nameRefusal(name: unknown): Refusal | undefined {
  if (typeof name === 'string' && name.endsWith('.fifo')) {
    return {
      code: 'UnsupportedOperation',
      message: `${name}: there are no FIFO queues here, since what tells repeats would be forgotten at each start.`,
    };
  }
  if (typeof name === 'string' && /^[\w-]{1,80}$/.test(name)) return undefined;
  return {
    code: 'InvalidParameterValue',
    message: 'A queue’s name may be 1 to 80 of A-Z, a-z, 0-9, _ and -.',
  };
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** These alone have the service before them in the header that old clients know an error by. */
const withService = new Set([
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'NonExistentQueue',
  'TooManyEntriesInBatchRequest',
  'UnsupportedOperation',
]);

/** fauxqs says `AWS.SimpleQueueService.` before each: then clients do not know the others. */
export function queryErrorOf(code: string): string {
  const [, bare = ''] = /^(?:AWS\.SimpleQueueService\.)?(.*?)(?:;Sender)?$/.exec(code) ?? [];
  const known = bare === 'QueueNameExists' ? 'QueueAlreadyExists' : bare;
  return `${withService.has(known) ? 'AWS.SimpleQueueService.' : ''}${known};Sender`;
}
