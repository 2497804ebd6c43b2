// What the synthesized template says, in the words of this machine: every reference resolved, every address known.

export interface Deployment {
  region: string;
  account: string;
  buckets: readonly BucketSpec[];
  functions: readonly FunctionSpec[];
  functionUrls: readonly FunctionUrlSpec[];
  queues: readonly QueueSpec[];
  topics: readonly TopicSpec[];
  subscriptions: readonly SubscriptionSpec[];
  /** Queues, functions and addresses that AWS would tell and this machine does not. */
  toldElsewhere: readonly string[];
  stateMachines: readonly StateMachineSpec[];
  /** Those with a Distributed Map, which is AWS's: known, and not run here. */
  distributedMachines: readonly StateMachineSpec[];
  rules: readonly RuleSpec[];
  eventSources: readonly EventSourceSpec[];
  alarms: readonly AlarmSpec[];
  /** The stack's outputs, by name. */
  outputs: Readonly<Record<string, string>>;
}

export interface BucketSpec {
  name: string;
  versioned: boolean;
  sendsEvents: boolean;
  cors: readonly CorsRule[];
}

export interface CorsRule {
  allowedOrigins: readonly string[];
  allowedMethods: readonly string[];
  allowedHeaders: readonly string[];
  exposedHeaders: readonly string[];
  maxAgeSeconds?: number;
}

export interface FunctionSpec {
  /** The folder in functions/: resize, presign… */
  folder: string;
  name: string;
  arn: string;
  /** lambda.ts, from the project's root. */
  entry: string;
  /** The bundle as it deploys, when the synth made one. */
  bundle?: string;
  environment: Readonly<Record<string, string>>;
  timeoutSeconds: number;
  memoryMegabytes: number;
  reservedConcurrency?: number;
  /** Where an asynchronous invocation goes that failed each time. */
  deadLetterQueueArn?: string;
}

export interface FunctionUrlSpec {
  functionArn: string;
  auth: 'AWS_IAM' | 'NONE';
  cors?: CorsRule;
}

export interface QueueSpec {
  name: string;
  arn: string;
  url: string;
  visibilityTimeoutSeconds: number;
  retentionSeconds: number;
  deadLetters?: { queueArn: string; maxReceiveCount: number };
}

export interface TopicSpec {
  name: string;
  arn: string;
}

export interface SubscriptionSpec {
  topicArn: string;
  protocol: string;
  endpoint: string;
  filterPolicy?: Readonly<Record<string, unknown>>;
}

export interface StateMachineSpec {
  name: string;
  arn: string;
  /** The definition with its placeholders filled in. */
  definition: string;
  express: boolean;
}

export interface RuleSpec {
  name: string;
  arn: string;
  pattern: Readonly<Record<string, unknown>>;
  targets: readonly RuleTarget[];
}

export interface RuleTarget {
  arn: string;
  deadLetterQueueArn?: string;
  maxAgeSeconds: number;
  maxAttempts: number;
}

export interface EventSourceSpec {
  queueArn: string;
  functionArn: string;
  batchSize: number;
  maxConcurrency?: number;
  /** The function may say which messages of a batch it failed on. */
  reportsFailures: boolean;
}

/** Rings from the threshold on. */
export interface AlarmSpec {
  /** The construct's. */
  id: string;
  description: string;
  /** They are added up. */
  metrics: readonly MetricSpec[];
  periodSeconds: number;
  threshold: number;
  evaluationPeriods: number;
  /** Of these so many have to be too much. */
  datapointsToAlarm: number;
}

export interface MetricSpec {
  name: MetricName;
  arn: string;
  statistic: 'Sum' | 'Minimum' | 'Maximum';
}

/** What the alarms of the template look at, and what names it here: the ARN of the one resource it is about. */
export type MetricName =
  | 'AWS/Events FailedInvocations'
  | 'AWS/Lambda Errors'
  | 'AWS/Lambda Throttles'
  | 'AWS/Lambda Url5xxCount'
  | 'AWS/SQS ApproximateAgeOfOldestMessage'
  | 'AWS/SQS ApproximateNumberOfMessagesVisible'
  | 'AWS/States ExecutionThrottled'
  | 'AWS/States ExecutionsFailed'
  | 'AWS/States ExecutionsTimedOut';
