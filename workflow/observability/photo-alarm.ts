import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface PhotoAlarmProps {
  /** The heading of its paragraph in the runbook. */
  readonly title: string;
  /** What has happened, in a sentence. */
  readonly means: string;
  readonly metric: IMetric;
  /** It is too much from here on; 1 unless said. */
  readonly threshold?: number;
  /** How many periods in a row it has to be too much; 1 unless said. */
  readonly periods?: number;
}

/**
 * An alarm that says what it means and where to read on. It rings again when all is well. Missing data are good news
 * for all of them: these metrics exist only while something happens, and a quiet night is no fault.
 */
export class PhotoAlarm extends Alarm {
  constructor(
    scope: Construct,
    id: string,
    { title, means, metric, threshold = 1, periods = 1 }: PhotoAlarmProps,
    { action, runbook }: { action: IAlarmAction; runbook: string },
  ) {
    super(scope, id, {
      alarmDescription: `${means} What to do: ${runbook}#${anchorOf(title)}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.addAlarmAction(action);
    this.addOkAction(action);
  }
}

export type Watch = Readonly<Record<string, PhotoAlarmProps>>;

/** As code hosts make it of a heading. */
function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
