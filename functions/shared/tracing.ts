import { Tracer } from '@aws-lambda-powertools/tracer';
import { withDiscreetErrors } from './discreet-errors.ts';

// All that knows Powertools' Tracer, since the X-Ray SDK under it ends its support in February 2027.
const tracer = new Tracer();

/** A client whose calls show in the trace, and whose errors may show in the log. */
export function tracedClient<Client>(client: Parameters<typeof withDiscreetErrors<Client>>[0]): Client {
  return tracer.captureAWSv3Client(withDiscreetErrors<Client>(client));
}

/** Runs the work in a subsegment of its own, and marks it when it throws. */
export async function traced<Result>(work: () => Promise<Result>): Promise<Result> {
  const parent = tracer.isTracingEnabled() ? tracer.getSegment() : undefined;
  if (parent === undefined) return work();
  const segment = parent.addNewSubsegment('handler');
  tracer.setSegment(segment);
  tracer.annotateColdStart();
  tracer.addServiceNameAnnotation();
  try {
    return await work();
  } catch (error) {
    tracer.addErrorAsMetadata(error as Error);
    throw error;
  } finally {
    segment.close();
    tracer.setSegment(parent);
  }
}
