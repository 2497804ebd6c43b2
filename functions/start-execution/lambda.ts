import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { aboutOnlyMessage } from '../shared/about.ts';
import { requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { tracedClient } from '../shared/tracing.ts';
import { startExecution } from './handler.ts';
import { expressWorkflow, workflowClientSettings } from './workflow-client.ts';

const buffer = expressWorkflow(
  tracedClient(new SFNClient(workflowClientSettings)),
  tracedClient(new SQSClient()),
  requireEnv('STATE_MACHINE_ARN'),
  requireEnv('QUEUE_URL'),
);

export const handler = observed(
  startExecution(buffer, {
    maxReceives: Number(requireEnv('MAX_ATTEMPTS')),
    sleep,
    random: Math.random,
  }),
  aboutOnlyMessage,
);
