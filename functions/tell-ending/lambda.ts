import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { aboutOnlyMessage } from '../shared/about.ts';
import { photoSettingsFromEnv, storesFromEnv } from '../shared/deployment.ts';
import { requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { tracedClient } from '../shared/tracing.ts';
import { awsTelling } from './aws-telling.ts';
import { type Ending, tellEnding } from './handler.ts';

const clients = {
  sns: tracedClient(new SNSClient()),
  sfn: tracedClient(new SFNClient()),
  sqs: tracedClient(new SQSClient()),
};
// Only the buffered delivery has dead letters.
const telling = awsTelling(clients, requireEnv('NOTICES_TOPIC_ARN'), process.env.PARKED_QUEUE_URL);

export const handler = observed(
  tellEnding(storesFromEnv(), telling, {
    ...photoSettingsFromEnv(),
    uploadsBucket: requireEnv('UPLOADS_BUCKET'),
  }),
  (event: Ending) =>
    'Records' in event ? aboutOnlyMessage(event) : { execution: event.detail.executionArn },
);
