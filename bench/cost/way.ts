import { randomUUID } from 'node:crypto';
import type { Deployment } from '../../local/deployment.ts';
import type { BusEvent } from '../../local/events/event.ts';
import { recordOf } from '../../local/lambda/sqs-event.ts';
import { photoMachineOf } from '../../local/photo-machine.ts';
import type { S3 } from '../../local/s3/index.ts';
import type { openStates } from '../../local/states/index.ts';

/** Invokes the function of that ARN. */
export type Call = (arn: string, event: unknown) => Promise<unknown>;

/** A link, and the upload by it: the event that S3 sends then. */
export async function uploaded(
  { functionUrls }: Deployment,
  call: Call,
  s3: S3,
  photo: Buffer,
): Promise<BusEvent> {
  const [url] = functionUrls;
  if (url === undefined) throw new Error('The template has no Function URL that makes upload links.');
  const answer = (await call(url.functionArn, {
    rawPath: '/',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST' }, requestId: randomUUID() },
    body: JSON.stringify({ fileName: 'IMG_4711.jpg', contentType: 'image/jpeg', size: photo.length }),
    isBase64Encoded: false,
  })) as { body: string };
  const link = JSON.parse(answer.body) as { method: string; url: string; headers: Record<string, string> };
  const put = await fetch(link.url, {
    method: link.method,
    headers: link.headers,
    body: new Uint8Array(photo),
  });
  if (!put.ok) throw new Error(`The upload was refused: ${put.status} ${await put.text()}`);
  const [sent] = s3.outbox.pending(1);
  if (sent === undefined) throw new Error('The upload sent no event.');
  s3.outbox.delivered(sent.id);
  return sent.event;
}

/** To the target of the template's rule: the machine, or the queue whose function starts it. */
export async function deliver(
  deployment: Deployment,
  call: Call,
  states: ReturnType<typeof openStates>,
  event: BusEvent,
) {
  const targets = deployment.rules.flatMap((rule) => rule.targets.map(({ arn }) => arn));
  const source = deployment.eventSources.find(({ queueArn }) => targets.includes(queueArn));
  const input = JSON.stringify(event);
  if (source === undefined) {
    states.start({ machineArn: photoMachineOf(deployment).arn, name: event.id, input });
    return;
  }
  const message = {
    ...{
      messageId: randomUUID(),
      receiptHandle: randomUUID(),
      body: input,
      messageAttributes: {},
      md5OfBody: '',
    },
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: `${Date.now()}` },
  };
  await call(source.functionArn, {
    Records: [recordOf(message, source.queueArn, source.queueArn.split(':')[3] ?? '')],
  });
}
