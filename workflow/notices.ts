import { Alias } from 'aws-cdk-lib/aws-kms';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export type NoticeStatus = 'done' | 'rejected' | 'failed' | 'deleted';

/** A machine that is told: docs/notices.md says what it gets. */
export interface NoticeSubscriber {
  /** The ARN of a queue or a function, or an https address, which has to confirm the subscription. */
  readonly to: string;
  /** What it is told about; everything unless given. */
  readonly statuses?: readonly NoticeStatus[];
  /** Only of photos whose key begins so. */
  readonly prefix?: string;
}

export interface NoticesProps {
  /** Each has to confirm its subscription once; none unless given. */
  readonly emails?: readonly string[];
  /** What the e-mails are about; everything unless given. */
  readonly emailStatuses?: readonly NoticeStatus[];
  readonly subscribers?: readonly NoticeSubscriber[];
}

/** The topic that every notice goes to, with its status as an attribute that subscriptions can filter by. */
export class Notices extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: NoticesProps = {}) {
    super(scope, id);
    const { emails = [], emailStatuses, subscribers = [] } = props;
    this.topic = new Topic(this, 'Topic', {
      enforceSSL: true,
      // The account's own key for SNS: no monthly charge, and whoever may publish may use it. A notice names a photo and its file.
      masterKey: Alias.fromAliasName(this, 'Key', 'alias/aws/sns'),
    });
    const filterPolicy = emailStatuses && {
      status: SubscriptionFilter.stringFilter({ allowlist: [...emailStatuses] }),
    };
    for (const email of emails) {
      this.topic.addSubscription(new EmailSubscription(email, { ...(filterPolicy && { filterPolicy }) }));
    }
    for (const [index, subscriber] of subscribers.entries()) this.subscribe(subscriber, `${index}`);
  }

  private subscribe({ to, statuses, prefix }: NoticeSubscriber, number: string): void {
    const { topicArn } = this.topic;
    const protocol = protocolOf(to);
    new CfnSubscription(this, `Subscriber${number}`, {
      topicArn,
      protocol,
      endpoint: to,
      // Of the notice itself: the key is no attribute, and e-mails have no JSON to be filtered by.
      ...((statuses ?? prefix) !== undefined && {
        filterPolicyScope: 'MessageBody',
        filterPolicy: { ...(statuses && { status: statuses }), ...(prefix && { key: [{ prefix }] }) },
      }),
      // A message is the notice and nothing around it. Over https what is around it has the signature that proves it.
      ...(protocol === 'sqs' && { rawMessageDelivery: true }),
    });
    if (protocol !== 'lambda') return;
    new CfnPermission(this, `Permission${number}`, {
      action: 'lambda:InvokeFunction',
      functionName: to,
      principal: 'sns.amazonaws.com',
      sourceArn: topicArn,
    });
  }
}

function protocolOf(to: string): 'sqs' | 'lambda' | 'https' {
  if (to.startsWith('https://')) return 'https';
  return to.split(':')[2] === 'sqs' ? 'sqs' : 'lambda';
}
