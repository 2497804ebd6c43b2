import type { Deployment, FunctionSpec, QueueSpec, StateMachineSpec } from '../deployment.ts';
import { photoMachineOf } from '../photo-machine.ts';
import { atLeast, scaledDefinition } from '../states/index.ts';

/** What a function needs at any scale: a silent S3 is noticed after two times 2 s, and the work itself takes its time. */
const leastFunctionSeconds = 7;
/** From the end of the machine's time to that of the starter, which has to hear of it. */
const leastStarterSeconds = 10;
/** A message does not come back while its function may still be at it. */
const visibilityPerTimeout = 1.25;

/**
 * The deployment with its waiting multiplied by `scale`, as far as what takes real time allows: a function ends before
 * its task, the machine before its starter, and that before the message comes again. Claims live as long as the machine
 * may take, as they do in the template.
 */
export function scaledDeployment(deployment: Deployment, scale: number): Deployment {
  if (scale === 1) return deployment;
  const machines = deployment.stateMachines.map((machine) => scaledMachine(machine, deployment, scale));
  const photos = secondsOf(deployment, machines);
  const functions = deployment.functions.map((spec) => scaledFunction(spec, scale, photos));
  const queues = deployment.queues.map((queue) => {
    const { functionArn } = deployment.eventSources.find(({ queueArn }) => queueArn === queue.arn) ?? {};
    return scaledQueue(queue, scale, functions.find(({ arn }) => arn === functionArn)?.timeoutSeconds ?? 0);
  });
  return { ...deployment, functions, queues, stateMachines: machines };
}

function scaledMachine(
  machine: StateMachineSpec,
  { functions }: Deployment,
  scale: number,
): StateMachineSpec {
  const definition = scaledDefinition(machine.definition, scale, (functionArn) => {
    const spec = functions.find(({ arn }) => arn === functionArn);
    return spec && { original: spec.timeoutSeconds, scaled: functionSeconds(spec, scale) };
  });
  return { ...machine, definition };
}

function functionSeconds({ timeoutSeconds }: FunctionSpec, scale: number): number {
  return atLeast(leastFunctionSeconds, timeoutSeconds, scale);
}

interface MachineSeconds {
  arn: string;
  original: number;
  scaled: number;
}

/** Of the machine that photos go through: claims live as long, and what waits for an end waits for one of its. */
function secondsOf(deployment: Deployment, machines: readonly StateMachineSpec[]): MachineSeconds {
  const { arn, definition } = photoMachineOf(deployment);
  const shorter = photoMachineOf({ ...deployment, stateMachines: machines });
  const [original, scaled] = [definition, shorter.definition].map((each) => JSON.parse(each).TimeoutSeconds);
  return { arn, original, scaled };
}

function scaledFunction(spec: FunctionSpec, scale: number, photos: MachineSeconds): FunctionSpec {
  const { environment, timeoutSeconds } = spec;
  const own = functionSeconds(spec, scale);
  const longer = Math.min(timeoutSeconds - photos.original, leastStarterSeconds);
  const awaits = Object.values(environment).includes(photos.arn);
  const { CLAIM_LIFE_SECONDS: claim } = environment;
  return {
    ...spec,
    timeoutSeconds: awaits ? Math.max(own, photos.scaled + longer) : own,
    ...(claim !== undefined && {
      environment: {
        ...environment,
        CLAIM_LIFE_SECONDS: `${(Number(claim) * photos.scaled) / photos.original}`,
      },
    }),
  };
}

function scaledQueue(queue: QueueSpec, scale: number, functionTimeout: number): QueueSpec {
  const { visibilityTimeoutSeconds: seconds } = queue;
  const scaled = atLeast(visibilityPerTimeout * functionTimeout, seconds, scale);
  return { ...queue, visibilityTimeoutSeconds: Math.ceil(scaled) };
}
