import { Alias } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface NoticesProps {
  /** Each has to confirm its subscription once; none unless given. */
  readonly emails?: readonly string[];
  /** What the e-mails are about; everything unless given. */
  readonly emailStatuses?: readonly ('done' | 'rejected' | 'failed')[];
}

/** The topic that every notice goes to, with its status as an attribute that subscriptions can filter by. */
export class Notices extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { emails = [], emailStatuses }: NoticesProps = {}) {
    super(scope, id);
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
  }
}
