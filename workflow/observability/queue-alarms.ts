import { Duration } from 'aws-cdk-lib';
import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { BufferedTrigger } from '../buffered-trigger.ts';
import type { Watch } from './photo-alarm.ts';

const period = Duration.minutes(5);

/** SQS counts once a minute: one message that lies there at any of the counts is one too many. */
export function notEmpty(queue: IQueue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period });
}

/** What a queue before the workflow adds. */
export function bufferAlarms({ buffer, deadLetters, parked }: BufferedTrigger): Watch {
  return {
    PhotosWaiting: {
      title: 'Photos waiting',
      means: 'The oldest photo in the buffer has waited for a quarter of an hour.',
      metric: buffer.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period }),
      threshold: Duration.minutes(15).toSeconds(), // an age has lasted by itself: one period is enough
    },
    DeadLettersWaiting: {
      title: 'Dead letters waiting',
      means: 'For a quarter of an hour nobody has taken the photos that failed each time, to tell of them.',
      // The least of each period: a letter that is told of within a minute, as all should be, is no news.
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MINIMUM, period }),
      periods: 3,
    },
    PhotosParked: {
      title: 'Photos parked',
      means:
        'Photos failed at every attempt, and wait in the parked queue for somebody to send them on or drop them.',
      metric: notEmpty(parked),
    },
  };
}
