import { withDiscreetErrors } from './discreet-errors.ts';

// All that knows Powertools' Tracer, since the X-Ray SDK under it ends its support in February 2027. It is loaded at the
// start, where the SDK looks for its context, and only where there is somebody to trace for: it takes a quarter of a start.
const tracer = process.env.POWERTOOLS_TRACE_ENABLED === 'false' ? undefined : await loadedTracer();

async function loadedTracer() {
  const { Tracer } = await import('@aws-lambda-powertools/tracer');
  return new Tracer();
}

/** A client whose calls show in the trace, and whose errors may show in the log. */
export function tracedClient<Client>(client: Parameters<typeof withDiscreetErrors<Client>>[0]): Client {
  const discreet = withDiscreetErrors<Client>(client);
  return tracer === undefined ? discreet : tracer.captureAWSv3Client(discreet);
}

/** Runs the work in a subsegment of its own, and marks it when it throws. */
export async function traced<Result>(work: () => Promise<Result>): Promise<Result> {
  const parent = tracer?.isTracingEnabled() ? tracer.getSegment() : undefined;
  if (tracer === undefined || parent === undefined) return work();
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
