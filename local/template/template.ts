import { type Place, UnsupportedTemplateError } from './unsupported.ts';

/** A CloudFormation template, as JSON. */
export interface Template {
  Resources?: Record<string, RawResource>;
  Outputs?: Record<string, { Value: unknown; Condition?: unknown }>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  [section: string]: unknown;
}

interface RawResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: unknown;
  Metadata?: Record<string, unknown>;
  [attribute: string]: unknown;
}

/** A resource that runs here. */
export interface Resource {
  id: string;
  place: Place & { type: RunningType };
  properties: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

const runningTypes = [
  'AWS::CloudWatch::Alarm',
  'AWS::Events::Rule',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Url',
  'AWS::S3::Bucket',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::StepFunctions::StateMachine',
] as const;
export type RunningType = (typeof runningTypes)[number];

/** Types that change nothing on one machine. */
const irrelevant: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'counts the constructs that are in use, for the CDK’s authors',
  'AWS::CloudWatch::Dashboard': 'the page is what one looks at here',
  'AWS::IAM::Policy': 'one key pair may do everything here',
  'AWS::IAM::Role': 'one key pair may do everything here',
  'AWS::Lambda::Permission': 'who may call a function: here only what the template wires to it can',
  'AWS::Logs::LogGroup': 'logs are files here',
  'AWS::Logs::QueryDefinition': 'logs are files here',
  'AWS::S3::BucketPolicy': 'one key pair may do everything here, and nothing leaves the loopback interface',
  'AWS::SNS::TopicPolicy': 'one key pair may do everything here, and nothing leaves the loopback interface',
  'AWS::XRay::SamplingRule': 'nothing collects traces here',
  'AWS::SQS::QueuePolicy': 'one key pair may do everything here, and nothing leaves the loopback interface',
};

/** Sections that change nothing, but for those that are read: Resources, Outputs, Mappings. */
const irrelevantSections: Readonly<Record<string, string>> = {
  Conditions: 'a resource that has one stops the start, so none of those that run depends on them',
  Description: 'for people',
  Metadata: 'for tools',
  Parameters: 'the version of the bootstrap stack; a reference to another one stops the start',
  Rules: 'asks for the bootstrap stack, which only a deployment needs',
};

/** Attributes of a resource other than its properties. */
const irrelevantAttributes: Readonly<Record<string, string>> = {
  DeletionPolicy: 'nothing is deleted here but by hand',
  DependsOn: 'an order of creation',
  UpdateReplacePolicy: 'nothing is replaced here',
};

/** The resources that run here; one that neither does nor is known not to matter stops it. */
export function resourcesIn(template: Template): Resource[] {
  for (const section of Object.keys(template)) {
    if (['Resources', 'Outputs', 'Mappings'].includes(section) || section in irrelevantSections) continue;
    const remedy = 'Read it, or name it as irrelevant, in local/template/template.ts.';
    throw new UnsupportedTemplateError(
      { path: section },
      'this section of a template is not known here',
      remedy,
    );
  }
  return Object.entries(template.Resources ?? {})
    .filter(([, { Type }]) => !Object.hasOwn(irrelevant, Type))
    .map(([id, raw]) => running(id, raw));
}

function running(id: string, raw: RawResource): Resource {
  const { Type, Properties = {}, Metadata = {}, ...attributes } = raw;
  const path = String(Metadata['aws:cdk:path'] ?? id);
  const place = { path, type: Type };
  const type = runningTypes.find((known) => known === Type);
  if (type === undefined) {
    throw new UnsupportedTemplateError(
      place,
      'this type of resource does not run here',
      'Give it a room in local/, or name it as irrelevant, with the reason, in local/template/template.ts.',
    );
  }
  const unknown = Object.keys(attributes).find((name) => !Object.hasOwn(irrelevantAttributes, name));
  if (unknown !== undefined) {
    const remedy = 'Read it, or name it as irrelevant, in local/template/template.ts.';
    throw new UnsupportedTemplateError(
      place,
      `the attribute ${unknown} of a resource is not read here`,
      remedy,
    );
  }
  return { id, place: { path, type }, properties: Properties, metadata: Metadata };
}
