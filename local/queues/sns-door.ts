import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpExchange, Service } from '../http/exchange.ts';
import type { BatchResult, Notifications } from './notifications.ts';
import { SnsRefusal } from './publish/refusal.ts';
import { wrongSubscription } from './subscription-rules.ts';

const passed = new Set([
  'CreateTopic',
  'DeleteTopic',
  'ListTopics',
  'GetTopicAttributes',
  'SetTopicAttributes',
  'Subscribe',
  'Unsubscribe',
  'ListSubscriptions',
  'ListSubscriptionsByTopic',
  'GetSubscriptionAttributes',
  'SetSubscriptionAttributes',
  'TagResource',
  'UntagResource',
  'ListTagsForResource',
]);

export async function snsAnswer(
  exchange: HttpExchange,
  notifications: Notifications,
  pass: Service,
): Promise<HttpAnswer> {
  const form = new URLSearchParams(exchange.body.toString('utf8'));
  const action = form.get('Action') ?? '';
  try {
    if (action === 'Publish') return published(notifications.publishForm(form));
    if (action === 'PublishBatch') return publishedBatch(notifications.publishBatch(form));
  } catch (error) {
    if (error instanceof SnsRefusal) return refused(error.code, error.message, error.status);
    throw error;
  }
  if (form.get('Version') === '2012-11-05') {
    const message =
      'SQS is spoken here in AWS JSON 1.0, as SDKs have done since November 2023, and not in query form.';
    return refused('InvalidAction', message);
  }
  if (!passed.has(action)) return refused('InvalidAction', `${action || 'No action'} is not supported here.`);
  const wrong = whatIsNotHere(action, form) ?? wrongSubscription(action, form);
  return wrong === undefined ? pass(exchange) : refused('InvalidParameter', `Invalid parameter: ${wrong}`);
}

function whatIsNotHere(action: string, form: URLSearchParams): string | undefined {
  const [protocol, name] = [form.get('Protocol') ?? '', form.get('Name') ?? ''];
  if (action === 'CreateTopic' && name.endsWith('.fifo')) return 'Name Reason: there are no FIFO topics here';
  if (action !== 'Subscribe' || protocol === 'sqs') return undefined;
  return protocol.startsWith('email')
    ? 'Protocol Reason: give e-mail addresses by the setting notify.emails; every notice is in the inbox of the page'
    : `Protocol Reason: ${protocol} is not supported here, only sqs is`;
}

function published(messageId: string): HttpAnswer {
  return success('Publish', `<MessageId>${messageId}</MessageId>`);
}

function publishedBatch(results: readonly BatchResult[]): HttpAnswer {
  const members = results.map((result) =>
    'refusal' in result
      ? {
          failed: `<member><Id>${result.id}</Id><Code>${result.refusal.code}</Code><Message>${escaped(result.refusal.message)}</Message><SenderFault>true</SenderFault></member>`,
        }
      : { successful: `<member><Id>${result.id}</Id><MessageId>${result.messageId}</MessageId></member>` },
  );
  const all = (kind: 'failed' | 'successful') => members.map((member) => member[kind] ?? '').join('');
  return success(
    'PublishBatch',
    `<Successful>${all('successful')}</Successful><Failed>${all('failed')}</Failed>`,
  );
}

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

function success(action: string, result: string): HttpAnswer {
  const id = randomUUID();
  const inner = `<${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata>`;
  return xml(200, id, `<${action}Response xmlns="${namespace}">${inner}</${action}Response>`);
}

function refused(code: string, message: string, status = 400): HttpAnswer {
  const id = randomUUID();
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  return xml(
    status,
    id,
    `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${id}</RequestId></ErrorResponse>`,
  );
}

function xml(status: number, id: string, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
