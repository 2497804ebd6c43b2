import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { RejectedPhotoError, SupersededPhotoError } from './errors.ts';
import type { Log } from './log.ts';
import { traced } from './tracing.ts';

/** What a handler shows of its work. */
export interface Observer {
  log: Log;
  /** Counts for the dashboards. The names stand here, so that they are a list. */
  count(metric: Metric, value?: number, dimensions?: Record<string, string>): void;
}

type Metric = keyof typeof units;

const units = {
  PhotosDone: MetricUnit.Count,
  PhotosRejected: MetricUnit.Count,
  PhotosFailed: MetricUnit.Count,
  PhotosSuperseded: MetricUnit.Count,
  PhotosDeleted: MetricUnit.Count,
  BytesIn: MetricUnit.Bytes,
  BytesOut: MetricUnit.Bytes,
  ResizeMilliseconds: MetricUnit.Milliseconds,
  /** From the upload to its renditions, waiting included. */
  PhotoAgeMilliseconds: MetricUnit.Milliseconds,
  /** The most that the environment has held since it began. */
  PeakMegabytes: MetricUnit.Megabytes,
} as const;

/**
 * A handler as Lambda calls it: every line of the log names what it is about, decisions that are thrown get
 * their line, metrics and traces leave at the end.
 */
export function observed<Event, Result>(
  handle: (event: Event, observer: Observer) => Promise<Result>,
  about: (event: Event) => Record<string, unknown> = () => ({}),
): (event: Event, context: Context) => Promise<Result> {
  const logger = new Logger();
  const metrics = new Metrics();
  const observer: Observer = {
    log: logger,
    count: (metric, value = 1, dimensions = {}) => {
      // A metric of its own: dimensions would otherwise cling to all others of this invocation.
      const into = Object.keys(dimensions).length > 0 ? metrics.singleMetric() : metrics;
      // Even none would be a set of dimensions, and count everything once more.
      if (into !== metrics) into.addDimensions(dimensions);
      into.addMetric(metric, units[metric], value);
    },
  };

  return async (event, context) => {
    logger.addContext(context);
    logger.appendKeys(about(event));
    metrics.setFunctionName(context.functionName);
    metrics.captureColdStartMetric();
    try {
      return await traced(() => handle(event, observer));
    } catch (error) {
      logDecision(error, observer);
      throw error;
    } finally {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      logger.resetKeys();
    }
  };
}

function logDecision(error: unknown, { log, count }: Observer): void {
  if (error instanceof RejectedPhotoError) {
    log.info('Photo rejected', { reason: error.reason, detail: error.detail });
  } else if (error instanceof SupersededPhotoError) {
    log.info('Photo superseded', { reason: error.reason });
    count('PhotosSuperseded', 1, { reason: error.reason });
  } else {
    log.error('The function failed', { error });
  }
}
