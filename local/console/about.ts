import type { Settings } from '../../infra/settings.ts';
import type { KeyPair } from '../credentials.ts';
import type { Deployment, QueueSpec } from '../deployment.ts';
import { photoMachineOf } from '../photo-machine.ts';
import type { About } from './api.ts';
import { commandsFor } from './commands.ts';

/** What the page says of this copy of darkroom. */
export function aboutOf(
  deployment: Deployment,
  settings: Settings,
  endpoints: About['endpoints'],
  credentials: KeyPair,
): About {
  const { mode, maxConcurrency } = settings.delivery;
  const { region } = deployment;
  const { ExecutionsConsoleUrl: _ofAws, DashboardUrl: _alsoOfAws, ...outputs } = deployment.outputs;
  const machine = photoMachineOf(deployment);
  const deletions = deployment.stateMachines.find(({ arn }) => arn === outputs.DeletionStateMachineArn);
  const commands = commandsFor({
    ...{ endpoints, credentials, region },
    openLinks: settings.links.auth === 'none',
    uploads: `s3://${outputs.UploadsBucketName}/${settings.uploads.prefix}`,
    stateMachineArn: machine.arn,
  });
  return {
    mode,
    ...(mode === 'buffered' && { maxConcurrency }),
    region,
    uploadsPrefix: settings.uploads.prefix,
    maxBytes: settings.uploads.maxBytes,
    endpoints,
    outputs,
    commands,
    definition: JSON.parse(machine.definition),
    ...(deletions && { deletionDefinition: JSON.parse(deletions.definition) }),
  };
}

/** The queues of the buffered delivery, by what they are for. */
export interface BufferQueues {
  waiting: string;
  deadLetters: string;
  parked: string;
}

export function bufferOf({ queues, outputs }: Deployment): BufferQueues | undefined {
  const at = (url: string | undefined): QueueSpec | undefined => queues.find((each) => each.url === url);
  const buffer = at(outputs.BufferQueueUrl);
  const parked = at(outputs.ParkedQueueUrl);
  if (buffer?.deadLetters === undefined || parked === undefined) return undefined;
  return { waiting: buffer.arn, deadLetters: buffer.deadLetters.queueArn, parked: parked.arn };
}
