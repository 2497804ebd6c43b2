import { Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic.ts';
import { alarmsFor } from './alarms.ts';
import { addDashboard } from './dashboard.ts';
import { PhotoAlarm } from './photo-alarm.ts';
import { saveQueries } from './queries.ts';
import type { Watched } from './watched.ts';

export interface ObservabilityProps {
  readonly watched: Watched;
  /** Who gets the alarms; each has to confirm its subscription once. Nobody unless given. */
  readonly emails?: readonly string[];
  /** Where docs/runbook.md is to be read; its place in the repository unless given. */
  readonly runbook?: string;
  /** The console's page of the state machine. */
  readonly executionsUrl: string;
  /** How many renditions are made of each photo, for the cost. */
  readonly renditions: number;
}

/** A dashboard, alarms and saved log queries for a workflow. It only looks: nothing of the workflow needs it. */
export class Observability extends Construct {
  readonly topic: Topic;
  readonly dashboardName: string;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { watched, emails = [], runbook = 'docs/runbook.md', executionsUrl, renditions } = props;
    this.topic = new AlarmTopic(this, 'Alarms', emails);
    const said = { action: new SnsAction(this.topic), runbook };
    const alarms = Object.entries(alarmsFor(watched)).map(
      ([name, alarm]) => new PhotoAlarm(this, name, alarm, said),
    );
    const { stackName, region } = Stack.of(this);
    // A physical name, since people look for it: CloudFormation's own would not even begin with the stack's. An account
    // has its dashboards of all regions in one list.
    this.dashboardName = `${stackName}-${region}`;
    addDashboard(this, 'Dashboard', {
      dashboardName: this.dashboardName,
      ...{ watched, alarms, executionsUrl, renditions },
    });
    saveQueries(this, watched);
  }
}
