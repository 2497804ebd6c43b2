import { Validations } from 'aws-cdk-lib';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface NoticesProps {
  emails?: readonly string[];
  /** What the e-mails are about: all three unless given. */
  statuses?: readonly ('done' | 'rejected' | 'failed')[];
}

/** The topic that every photo's outcome is published to. */
export class Notices extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { emails = [], statuses }: NoticesProps = {}) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    const filterPolicy = statuses && {
      status: SubscriptionFilter.stringFilter({ allowlist: [...statuses] }),
    };
    for (const email of emails) {
      this.topic.addSubscription(new EmailSubscription(email, { ...(filterPolicy && { filterPolicy }) }));
    }
    Validations.of(this.topic).acknowledge({
      id: 'AwsSolutions-SNS2',
      reason:
        'A notice holds keys and sizes, no photo; SNS encrypts its storage, and a key of one’s own costs per call.',
    });
  }
}
