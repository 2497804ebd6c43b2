import { Tracer } from '@aws-lambda-powertools/tracer';

// All that knows Powertools' Tracer, since the X-Ray SDK under it ends its support in February 2027.
const tracer = new Tracer();

/** A client whose calls show in the trace. */
export function tracedClient<Client>(client: Client): Client {
  return tracer.captureAWSv3Client(client);
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
