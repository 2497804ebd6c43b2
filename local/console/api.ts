// What the page and its server say to each other. The page imports these types and nothing else of this room.

export type PhotoStatus =
  | 'waiting' // uploaded, and no execution has begun with it
  | 'working'
  | 'done'
  | 'rejected'
  | 'failed'
  | 'superseded'
  | 'ignored'
  | 'deleted'; // the upload itself, whatever had come of it

/** One upload: a key and the version of it. */
export interface Photo {
  id: string;
  key: string;
  /** The key's last segment. */
  name: string;
  bytes: number;
  uploadedAt: string;
  status: PhotoStatus;
  reason?: string;
  detail?: string;
  /** The ARN of its newest execution; of a photo that was deleted, the one that follows its deletion. */
  execution?: string;
  renditions: readonly RenditionView[];
}

export interface RenditionView {
  name: string;
  /** A path on the page's own server. */
  url: string;
  width: number;
  height: number;
  format: string;
  bytes: number;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface ExecutionDetail {
  arn: string;
  machineArn: string;
  name: string;
  status: ExecutionStatus;
  /** Absent while it waits for its turn. */
  startedAt?: string;
  endedAt?: string;
  redrives: number;
  redrivable: boolean;
  input: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  /** In the order of entering; a redrive adds to them. */
  visits: readonly StateVisit[];
}

export interface StateVisit {
  state: string;
  type: string;
  enteredAt: string;
  leftAt?: string;
  input: unknown;
  output?: unknown;
  /** Each try that failed: those that were retried, and the last one. */
  failures: readonly { at: string; error: string; cause: string }[];
  retries: number;
  outcome: 'running' | 'succeeded' | 'caught' | 'failed';
}

export interface Counts {
  done: number;
  /** By reason. */
  rejected: Readonly<Record<string, number>>;
  failed: number;
  superseded: number;
  inFlight: number;
  /** The buffered delivery alone has these. */
  queues?: { waiting: number; beingWorkedOn: number; deadLetters: number; parked: number };
  /** Of the photos that are done. */
  bytesIn: number;
  bytesOut: number;
}

export interface NoticeView {
  id: number;
  time: string;
  subject: string;
  status: 'done' | 'rejected' | 'failed' | 'deleted';
  /** As an e-mail subscriber reads it. */
  text: string;
  /** As everybody else gets it. */
  json: string;
}

/** An alarm of the template, as CloudWatch would have it. */
export interface AlarmView {
  id: string;
  title: string;
  /** What has happened when it rings. */
  means: string;
  /** Where its paragraph in the runbook is. */
  runbook?: string;
  state: 'ok' | 'alarm';
  /** When it last began to ring or was over, and what was measured then; absent until it has rung. */
  since?: string;
  why?: string;
}

/** What does not change while it runs. */
export interface About {
  mode: 'direct' | 'buffered' | 'express';
  maxConcurrency?: number;
  /** How many rules there are for what is to go wrong, where there are any. */
  faults?: number;
  region: string;
  uploadsPrefix: string;
  maxBytes: number;
  endpoints: { page: string; aws: string; links: string };
  outputs: Readonly<Record<string, string>>;
  /** Lines for a shell that work when they are pasted. */
  commands: readonly { what: string; line: string }[];
  /** Of the state machine that photos go through, placeholders filled in. */
  definition: MachineDefinition;
  /** Of the one that follows deletions, where they are followed. */
  deletionDefinition?: MachineDefinition;
}

export interface MachineDefinition {
  StartAt: string;
  States: Readonly<Record<string, StateDefinition>>;
}

export interface StateDefinition {
  Type: string;
  Comment?: string;
  Next?: string;
  Default?: string;
  End?: boolean;
  Choices?: readonly { Next: string; Comment?: string }[];
  Catch?: readonly { Next: string; ErrorEquals: readonly string[] }[];
  Retry?: readonly { ErrorEquals: readonly string[]; MaxAttempts?: number }[];
}

/** `GET /api/live` is a stream of server-sent events. The first is `snapshot`, which is all that a page needs to begin. */
export interface Snapshot {
  about: About;
  counts: Counts;
  /** The newest hundred; `GET /api/photos?before=<id of the last>` has the next. */
  photos: readonly Photo[];
  /** How many there are in all. */
  photosInAll: number;
  /** The newest hundred; `GET /api/notices?before=<id of the last>` has the next. */
  notices: readonly NoticeView[];
  /** The next resize is going to fail. */
  failNext: boolean;
  /** None where observability is off. */
  alarms: readonly AlarmView[];
}

/** Each later event is a `change`, several times a second at most. Photos are new or replace the one of the same id. */
export interface Change {
  counts?: Counts;
  photos?: readonly Photo[];
  photosInAll?: number;
  notices?: readonly NoticeView[];
  failNext?: boolean;
  /** All of them, when one has begun to ring or is over. */
  alarms?: readonly AlarmView[];
  /** ARNs of executions that went on: whoever looks at one fetches it again, from `GET /api/executions/<ARN, encoded>`. */
  executions?: readonly string[];
}

export interface LinkRequest {
  fileName: string;
  contentType: string;
  size: number;
}

/** The answer to `POST /api/links`; an error is application/problem+json, as the Function URL sends it. */
export interface UploadLink {
  method: 'PUT';
  url: string;
  headers: Readonly<Record<string, string>>;
  key: string;
  expiresAt: string;
}

// POST /api/links      LinkRequest → UploadLink
// GET  /api/links?key=<key> → what the Function URL answers to GET ?key=<key>
// POST /api/broken     {} → 202 { key }: sends a photo that is cut in half
// POST /api/fail-next  { failNext: boolean } → 200 { failNext }
// POST /api/redrive    { execution: ARN } → 202 {}
// GET  /api/executions/<ARN, encoded> → ExecutionDetail
// GET  /api/photos?before=<id>&status=<PhotoStatus> → { photos: Photo[] }, a hundred at most; either may be left out
// GET  /api/photos/<id, encoded> → Photo
// GET  /api/notices?before=<id> → { notices: NoticeView[] }, a hundred at most
// Every POST has content-type application/json; problems are application/problem+json { title, status, detail }.
