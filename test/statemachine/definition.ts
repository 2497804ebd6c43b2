import { readFileSync } from 'node:fs';
import { outcomesPrefix, thumbnailsPrefix } from '../../functions/shared/keys.ts';

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxAttempts?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
}

interface Catcher {
  ErrorEquals: string[];
  Next: string;
}

/** What the tests read of a state. */
export interface State {
  Type: 'Choice' | 'Task' | 'Succeed' | 'Fail';
  Resource?: string;
  Parameters?: Record<string, unknown>;
  TimeoutSeconds?: number;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Choices?: { Next: string }[];
  Default?: string;
  Next?: string;
  End?: true;
}

export interface Definition {
  StartAt: string;
  TimeoutSeconds: number;
  States: Record<string, State>;
}

/** photo.asl.json as it stands in the repository, placeholders and all. */
export const definitionText = readFileSync(
  new URL('../../statemachine/photo.asl.json', import.meta.url),
  'utf8',
);

/** What a deployment puts in the place of `${Name}`. */
export const substitutions: Readonly<Record<string, string>> = {
  Account: '123456789012',
  Region: 'eu-central-1',
  UploadsBucketName: 'uploads-bucket',
  UploadsPrefix: 'uploads/',
  ThumbnailsPrefix: thumbnailsPrefix,
  OutcomesPrefix: outcomesPrefix,
  ResizePhotoArn: 'arn:aws:lambda:eu-central-1:123456789012:function:resize',
  RecordOutcomeArn: 'arn:aws:lambda:eu-central-1:123456789012:function:record-outcome',
  NoticesTopicArn: 'arn:aws:sns:eu-central-1:123456789012:notices',
};

/** A fresh copy of the deployed definition: the interpreter's validator writes into what it is given. */
export function deployed(changed: Record<string, string> = {}): Definition {
  return filled(definitionText, { ...substitutions, ...changed });
}

/** A definition as a deployment fills it in. What is not given stays a placeholder. */
export function filled<Filled>(text: string, values: Readonly<Record<string, string | undefined>>): Filled {
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder));
}

/** Where a state may go on to. None: the execution ends there. */
export function nextOf(state: State): string[] {
  const choices = (state.Choices ?? []).map((each) => each.Next);
  const caught = (state.Catch ?? []).map((each) => each.Next);
  const others = [state.Default, state.Next].filter((each) => each !== undefined);
  return [...new Set([...choices, ...others, ...caught])];
}
