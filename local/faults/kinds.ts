import { type OperationName, operationNames } from '../s3/index.ts';

export type Kind =
  | Status
  | 'slow'
  | 'silent'
  | 'cut'
  | 'unanswered'
  | 'disk-full'
  | 'crash'
  | 'crash-after'
  | 'hang'
  | 'hang-after'
  | 'out-of-memory'
  | 'throttled'
  | 'twice'
  | 'late'
  | 'kill'
  | 'kill-after';

/** Answers that are errors. */
const statuses = ['500', '503', '403', '429'] as const;
export type Status = (typeof statuses)[number];

export function isStatus(kind: Kind): kind is Status {
  return (statuses as readonly string[]).includes(kind);
}

/** What a kind needs `ms` for. */
export const timed: ReadonlySet<Kind> = new Set(['slow', 'late']);

const ends = ['kill', 'kill-after'] as const;
const ofServices = [...statuses, 'slow', 'silent', 'unanswered', ...ends] as const;
const ofFunctions = ['crash', 'crash-after', 'hang', 'hang-after', 'out-of-memory', 'throttled'] as const;

const bodies: Partial<Record<OperationName, readonly Kind[]>> = {
  GetObject: ['cut'],
  PutObject: ['cut', 'disk-full'],
  UploadPart: ['cut', 'disk-full'],
};

/** What may happen at which point: names of functions and states are those of the template. */
export type Points = ReadonlyMap<string, readonly Kind[]>;

export function pointsOf(functions: Iterable<string>, states: Iterable<string>): Points {
  return new Map<string, readonly Kind[]>([
    ...operationNames.map((name) => [`s3.${name}`, [...ofServices, ...(bodies[name] ?? [])]] as const),
    ...[...functions].map((folder) => [`function.${folder}`, [...ofFunctions, ...ends]] as const),
    ...['sns.Publish', 'sqs.SendMessage', 'sqs.ReceiveMessage', 'sqs.DeleteMessage'].map(
      (at) => [at, ofServices] as const,
    ),
    ...['states.StartExecution', 'states.StartSyncExecution'].map((at) => [at, ofServices] as const),
    ...[...states].map((name) => [`state.${name}`, ends] as const),
    ['events.Deliver', ['twice', 'late', ...ends]],
  ]);
}
