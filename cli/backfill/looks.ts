import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Batch, ChosenPhoto, ChosenPhotos, Verdict } from '../../functions/choose-photos/answers.ts';
import { fieldsOf, parsed } from '../../functions/shared/untrusted.ts';
import { atOnce } from '../at-once.ts';
import { PassingError, persistently } from '../persistence.ts';
import type { Place } from '../place.ts';
import { Trouble } from '../trouble.ts';
import type { Item } from './objects.ts';

export interface Looks {
  counts: Record<Verdict, number>;
  photos: ChosenPhoto[];
}

/** As many as Step Functions hands over at once. */
const batchSize = 50;
const batchesAtOnce = 8;
/** Milliseconds; the function has 60 s. */
const patience = 70_000;

type Wanted = Batch['BatchInput'] & { run: string };

/** Asks the function that chooses, as the state machine does, what each of these objects is to a backfill. */
export async function lookAt(
  place: Place,
  items: readonly Item[],
  { run, ...BatchInput }: Wanted,
  signal: AbortSignal,
  onLooked: (count: number) => void,
): Promise<Looks> {
  const { config } = place;
  const lambda = new LambdaClient({
    ...config,
    requestHandler: { ...config.requestHandler, requestTimeout: patience },
  });
  const FunctionName = place.output('ChoosePhotosFunctionName');
  const counts: Looks['counts'] = { current: 0, outdated: 0, without: 0, rejected: 0, ignored: 0 };
  const photos: ChosenPhoto[] = [];
  const looking = atOnce(batchesAtOnce);
  let looked = 0;
  const batches = Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) =>
    items.slice(index * batchSize, (index + 1) * batchSize),
  );
  await Promise.all(
    batches.map((Items) =>
      looking(async () => {
        const batch: Batch = { BatchInput, Items, execution: { name: run } };
        const chosen = await persistently(signal, () => choose(lambda, FunctionName, batch, signal)).catch(
          lastingTrouble,
        );
        for (const verdict of Object.keys(counts) as Verdict[]) counts[verdict] += chosen[verdict];
        photos.push(...chosen.photos);
        looked += Items.length;
        onLooked(looked);
      }),
    ),
  );
  return { counts, photos };
}

function lastingTrouble(error: unknown): never {
  if (!(error instanceof PassingError)) throw error;
  throw new Trouble(
    `The photos could not be looked at: ${error.message}.`,
    'Nothing was begun. Try again in a moment.',
    undefined,
    error,
  );
}

async function choose(
  lambda: LambdaClient,
  FunctionName: string,
  batch: Batch,
  abortSignal: AbortSignal,
): Promise<ChosenPhotos> {
  const invoke = new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(batch)) });
  const { FunctionError, Payload } = await lambda.send(invoke, { abortSignal });
  const answer = parsed(Payload?.transformToString());
  if (FunctionError === undefined) return answer as ChosenPhotos;
  const { errorType, errorMessage } = fieldsOf(answer);
  if (errorType === 'StorageUnavailableError') throw new PassingError(`${errorMessage}`);
  throw new Trouble(
    `The function that looks at photos failed: ${errorType}: ${errorMessage}`,
    `Its log says more: ${FunctionName} in CloudWatch, or logs/choose-photos.log of the data folder.`,
  );
}
