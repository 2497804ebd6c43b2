import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand, paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { OutputName } from '../../infra/outputs.ts';
import type { Place } from '../place.ts';
import { countsOf } from '../queues.ts';
import { legible, plural } from '../terminal.ts';
import { type Check, fine, unseen, wrong } from './finding.ts';

/** Who is told, what has failed and lies about, and how much the account lets through. */
export function surroundingChecks(place: Place): Check[] {
  return [
    { name: 'subscriptions', look: (signal) => lookAtSubscriptions(place, signal) },
    { name: 'dead letters', look: (signal) => lookAtQueues(place, signal) },
    { name: 'executions', look: (signal) => lookAtExecutions(place, signal) },
    { name: 'concurrency of Lambda', look: (signal) => lookAtQuota(place, signal) },
  ];
}

async function lookAtSubscriptions(place: Place, abortSignal: AbortSignal) {
  const client = new SNSClient(place.config);
  const pending: string[] = [];
  let confirmed = 0;
  const TopicArn = place.output('NoticesTopicArn');
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client },
    { TopicArn },
    { abortSignal },
  )) {
    for (const { SubscriptionArn, Endpoint = '' } of Subscriptions) {
      if (SubscriptionArn === 'PendingConfirmation') pending.push(legible(Endpoint));
      else confirmed += 1;
    }
  }
  if (pending.length > 0) {
    return wrong(
      `${pending.join(', ')} ${pending.length === 1 ? 'has' : 'have'} not confirmed, and get no notice.`,
      'Open the link in the e-mail of AWS Notifications. AWS forgets it after three days; then subscribe again: aws sns subscribe',
    );
  }
  if (confirmed > 0) return fine(`${plural(confirmed, 'subscriber')} confirmed.`);
  return unseen(
    'Nobody is subscribed to the notices.',
    'Set notify.emails, or subscribe a queue; docs/settings.md tells how.',
  );
}

const places: Readonly<Partial<Record<OutputName, string>>> = {
  UndeliveredQueueUrl: 'that EventBridge could not deliver',
  DeadLettersQueueUrl: 'that failed each time, of which nobody has been told yet',
  ParkedQueueUrl: 'that failed each time, parked for you',
  UntoldQueueUrl: 'of ends that nobody could be told of',
};

async function lookAtQueues(place: Place, abortSignal: AbortSignal) {
  const sqs = new SQSClient(place.config);
  const letters: string[] = [];
  for (const [name, what] of Object.entries(places)) {
    const url = place.outputs[name as OutputName];
    if (url === undefined) continue;
    const { waiting, inHand } = await countsOf(sqs, url, abortSignal);
    if (waiting + inHand > 0) letters.push(`${plural(waiting + inHand, 'message')} ${what}`);
  }
  return letters.length === 0
    ? fine('There are none.')
    : wrong(`${letters.join('; ')}.`, 'Mend what they failed by, then: npx darkroom redrive');
}

async function lookAtExecutions(place: Place, abortSignal: AbortSignal) {
  const client = new SFNClient(place.config);
  const stateMachineArn = place.output('StateMachineArn');
  const { type, status } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }), {
    abortSignal,
  });
  if (status !== 'ACTIVE') return wrong(`The state machine is ${status}.`, 'Deploy again: npx cdk deploy');
  if (type === 'EXPRESS')
    return fine('The state machine is there; its executions are Express, and not listed.');
  let red = 0;
  for (const statusFilter of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
    const pages = paginateListExecutions(
      { client, pageSize: 1000 },
      { stateMachineArn, statusFilter },
      { abortSignal },
    );
    for await (const { executions = [] } of pages) red += executions.length;
  }
  return red === 0
    ? fine('None has failed.')
    : wrong(`${plural(red, 'execution')} failed.`, 'npx darkroom redrive shows each, and what can be done.');
}

/** What an account is given at first: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const usualQuota = 1000;

async function lookAtQuota(place: Place, abortSignal: AbortSignal) {
  if (place.local) return unseen('This machine has none: it waits where Lambda would refuse.');
  const { AccountLimit } = await new LambdaClient(place.config).send(new GetAccountSettingsCommand({}), {
    abortSignal,
  });
  const { ConcurrentExecutions: all = 0, UnreservedConcurrentExecutions: free = all } = AccountLimit ?? {};
  const says = `${free} functions may run at once in ${place.region}, of all that the account has.`;
  return free >= usualQuota / 10
    ? fine(says)
    : wrong(
        `${says} More photos at once are throttled, and tried again.`,
        'Ask for more in Service Quotas, "Concurrent executions" of AWS Lambda; or deploy with delivery.mode=buffered.',
      );
}
