import type { Known } from './intrinsics.ts';
import { type Naming, namesFor } from './names.ts';
import type { Resource, RunningType } from './template.ts';

/** Where the servers of this machine are, and whose account it stands for. */
export interface Addresses {
  region: string;
  account: string;
  awsOrigin: string;
  linksOrigin: string;
}

/** A resource with what it is called here. */
export interface Named extends Resource, Known {
  name: string;
  /** Empty for what has none. */
  arn: string;
}

/** https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html has the longest names. */
const naming: Readonly<Record<RunningType, Naming>> = {
  'AWS::CloudWatch::Alarm': { longest: 255 },
  'AWS::Events::Rule': { longest: 64 },
  'AWS::Lambda::EventSourceMapping': { longest: 64 },
  'AWS::Lambda::Function': { longest: 64 },
  'AWS::Lambda::Url': { longest: 64 },
  'AWS::S3::Bucket': { longest: 63, lowerCase: true },
  'AWS::SNS::Subscription': { longest: 64 },
  'AWS::SNS::Topic': { longest: 64 },
  'AWS::SQS::Queue': { longest: 80 },
  'AWS::StepFunctions::StateMachine': { longest: 80 },
};

/** Every resource with its name, its ARN, and what references to it stand for. */
export function address(
  resources: readonly Resource[],
  addresses: Addresses,
  bucketsOfOthers: readonly string[],
): Named[] {
  return (Object.keys(naming) as RunningType[]).flatMap((type) => {
    const those = resources.filter(({ place }) => place.type === type);
    const taken = type === 'AWS::S3::Bucket' ? bucketsOfOthers : [];
    const names = namesFor(
      those.map(({ place }) => place.path),
      { ...naming[type], taken },
    );
    return those.map((resource, index) => {
      const name = names[index] ?? '';
      return { ...resource, name, ...knownAs(type, name, addresses) };
    });
  });
}

function knownAs(
  type: RunningType,
  name: string,
  { region, account, ...origins }: Addresses,
): Known & { arn: string } {
  const of = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  switch (type) {
    case 'AWS::Events::Rule': {
      const arn = of('events', `rule/${name}`);
      return { arn, ref: name, attributes: { Arn: arn } };
    }
    case 'AWS::Lambda::Function': {
      const arn = of('lambda', `function:${name}`);
      return { arn, ref: name, attributes: { Arn: arn } };
    }
    case 'AWS::Lambda::Url':
      return { arn: '', ref: '', attributes: { FunctionUrl: `${origins.linksOrigin}/` } };
    case 'AWS::S3::Bucket': {
      const arn = `arn:aws:s3:::${name}`;
      return { arn, ref: name, attributes: { Arn: arn } };
    }
    case 'AWS::SNS::Topic': {
      const arn = of('sns', name);
      return { arn, ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    }
    case 'AWS::SQS::Queue': {
      const arn = of('sqs', name);
      const url = `${origins.awsOrigin}/${account}/${name}`;
      return { arn, ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
    }
    case 'AWS::StepFunctions::StateMachine': {
      const arn = of('states', `stateMachine:${name}`);
      return { arn, ref: arn, attributes: { Arn: arn, Name: name } };
    }
    case 'AWS::CloudWatch::Alarm':
    case 'AWS::Lambda::EventSourceMapping':
    case 'AWS::SNS::Subscription':
      return { arn: '', ref: '', attributes: {} };
  }
}
