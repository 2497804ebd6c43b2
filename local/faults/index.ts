import { join } from 'node:path';
import type { Deployment } from '../deployment.ts';
import { Faults } from './faults.ts';
import { pointsOf } from './kinds.ts';

export { deliveryFaults } from './deliveries.ts';
export { FaultsError } from './error.ts';
export type { Faults } from './faults.ts';
export { functionFaults } from './functions.ts';
export { faultyQueues, receiveFaults } from './queues.ts';
export { s3Faults } from './s3.ts';
export { enteringFaults, faultyStates } from './states.ts';

/** What the file says, held against what there is to go wrong. Throws a FaultsError. */
export function openFaults(
  file: string,
  data: string,
  deployment: Deployment,
  uploadsPrefix: string,
): Faults {
  const { functions, stateMachines, outputs } = deployment;
  const states = stateMachines.flatMap(({ definition }) => Object.keys(JSON.parse(definition).States));
  return new Faults({
    file,
    journal: join(data, 'faults.jsonl'),
    points: pointsOf(
      functions.map(({ folder }) => folder),
      states,
    ),
    places: {
      uploadsBucket: outputs.UploadsBucketName ?? '',
      thumbnailsBucket: outputs.ThumbnailsBucketName ?? '',
      uploadsPrefix,
    },
  });
}
