import { stackName } from '../../infra/outputs.ts';
import type { Deployment } from '../deployment.ts';
import { type Addresses, address, type Named } from './addresses.ts';
import { readAlarm } from './alarms.ts';
import { bucketsOfOthers, readBucket } from './buckets.ts';
import { Fields } from './fields.ts';
import { readEventSource, readFunction, readFunctionUrl } from './functions.ts';
import { resolver } from './intrinsics.ts';
import { isToldHere, readQueue, readSubscription, readTopic } from './messaging.ts';
import type { Reading } from './reading.ts';
import { readRule } from './rules.ts';
import { isDistributed, readStateMachine } from './state-machine.ts';
import type { Synthesized } from './synthesize.ts';
import { type RunningType, resourcesIn, type Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported.ts';

/** The template in the words of this machine. Throws an UnsupportedTemplateError at the first thing not known. */
export function readDeployment(
  { template, settings, assembly }: Synthesized,
  addresses: Addresses,
): Deployment {
  const { region, account } = addresses;
  const others = bucketsOfOthers(settings);
  const taken = others.map(({ name }) => name);
  const named = address(resourcesIn(template), addresses, taken);
  const resolve = resolver({
    region,
    account,
    stackName,
    mappings: template.Mappings ?? {},
    known: new Map(named.map((resource) => [resource.id, resource])),
  });
  const reading: Reading = {
    assembly,
    fields: ({ properties, place }, irrelevant, read) =>
      Fields.read(properties, place, irrelevant, resolve, read),
    arnOf(resource, type, arnOrName) {
      const found = named.find(
        ({ place, arn, name }) => place.type === type && [arn, name].includes(arnOrName),
      );
      if (found !== undefined) return found.arn;
      const remedy = `Here it may be the ${type} of this template.`;
      throw new UnsupportedTemplateError(resource.place, `it names ${arnOrName}`, remedy);
    },
  };
  const all = <Spec>(type: RunningType, read: (resource: Named, reading: Reading) => Spec): Spec[] =>
    named.filter(({ place }) => place.type === type).map((resource) => read(resource, reading));
  const subscriptions = all('AWS::SNS::Subscription', readSubscription);
  const stateMachines = all('AWS::StepFunctions::StateMachine', readStateMachine);

  return {
    region,
    account,
    buckets: [...all('AWS::S3::Bucket', readBucket), ...others],
    functions: all('AWS::Lambda::Function', readFunction),
    functionUrls: all('AWS::Lambda::Url', readFunctionUrl),
    queues: all('AWS::SQS::Queue', readQueue),
    topics: all('AWS::SNS::Topic', readTopic),
    subscriptions: subscriptions.filter(isToldHere),
    toldElsewhere: subscriptions.filter((each) => !isToldHere(each)).map(({ endpoint }) => endpoint),
    stateMachines: stateMachines.filter((machine) => !isDistributed(machine)),
    distributedMachines: stateMachines.filter(isDistributed),
    rules: all('AWS::Events::Rule', readRule),
    eventSources: all('AWS::Lambda::EventSourceMapping', readEventSource),
    alarms: all('AWS::CloudWatch::Alarm', readAlarm),
    outputs: outputsOf(template, resolve),
  };
}

function outputsOf(template: Template, resolve: ReturnType<typeof resolver>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([name, { Value, Condition }]) => {
      const place = { path: `Outputs.${name}` };
      const value = Condition === undefined ? resolve(Value, place) : undefined;
      if (typeof value === 'string') return [name, value];
      throw new UnsupportedTemplateError(
        place,
        Condition === undefined ? 'its value is no text' : 'it depends on a condition',
        'Make it a text without one.',
      );
    }),
  );
}
