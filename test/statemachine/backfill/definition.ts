import { readFileSync } from 'node:fs';
import { filled, type State } from '../definition.ts';

interface MapState {
  Type: string;
  TimeoutSeconds?: number;
  ItemReader: { Resource: string };
  ItemBatcher: { BatchInput: { listedBy: string } };
  ItemProcessor: Processor;
}

interface Processor {
  ProcessorConfig: { Mode: string };
  StartAt: string;
  States: Record<string, State>;
}

export interface BackfillDefinition {
  QueryLanguage: string;
  StartAt: string;
  TimeoutSeconds: number;
  States: Record<string, State & Partial<Pick<MapState, 'ItemReader' | 'ItemBatcher' | 'ItemProcessor'>>>;
}

/** backfill.asl.json as it stands in the repository, placeholders and all. */
export const definitionText = readFileSync(
  new URL('../../../statemachine/backfill.asl.json', import.meta.url),
  'utf8',
);

/** What a deployment puts in the place of `${Name}`. */
export const substitutions: Readonly<Record<string, string>> = {
  UploadsBucketName: 'uploads-bucket',
  UploadsPrefix: 'uploads/',
  ThumbnailsBucketName: 'thumbnails-bucket',
  ReportsPrefix: 'backfills',
  ChoosePhotosArn: 'arn:aws:lambda:eu-central-1:123456789012:function:choose-photos',
  PhotoMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:photos',
  PhotoMachineType: 'STANDARD',
};

/** A fresh copy of the deployed definition. */
export function deployed(changed: Record<string, string> = {}): BackfillDefinition {
  return filled(definitionText, { ...substitutions, ...changed });
}

/** The states that run a photo, inside of Make Photos. */
export function photoStates({ States }: BackfillDefinition): Record<string, State> {
  return States['Make Photos']?.ItemProcessor?.States ?? {};
}
