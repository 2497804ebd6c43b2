import type { Deployment, FunctionSpec, QueueSpec, StateMachineSpec } from '../deployment.ts';
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
  const functions = deployment.functions.map((spec) => {
    const seconds = secondsFor(spec, deployment.stateMachines, machines);
    return scaledFunction(spec, scale, seconds);
  });
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
  original: number;
  scaled: number;
  /** The function waits for the end of an execution. */
  awaited: boolean;
}

/** Of the machine that the function starts; there is no more than one. */
function secondsFor(
  { environment }: FunctionSpec,
  originals: readonly StateMachineSpec[],
  scaled: readonly StateMachineSpec[],
): MachineSeconds | undefined {
  const at = originals.findIndex(({ arn }) => Object.values(environment).includes(arn));
  const [original, shorter] = [originals, scaled].map((all) => secondsOf(all[Math.max(at, 0)]));
  if (original === undefined || shorter === undefined) return undefined;
  return { original, scaled: shorter, awaited: at >= 0 };
}

function secondsOf(machine: StateMachineSpec | undefined): number | undefined {
  return machine && JSON.parse(machine.definition).TimeoutSeconds;
}

function scaledFunction(
  spec: FunctionSpec,
  scale: number,
  machine: MachineSeconds | undefined,
): FunctionSpec {
  const { environment, timeoutSeconds } = spec;
  const own = functionSeconds(spec, scale);
  if (machine === undefined) return { ...spec, timeoutSeconds: own };
  const longer = Math.min(timeoutSeconds - machine.original, leastStarterSeconds);
  const { CLAIM_LIFE_SECONDS: claim } = environment;
  return {
    ...spec,
    timeoutSeconds: machine.awaited ? Math.max(own, machine.scaled + longer) : own,
    ...(claim !== undefined && {
      environment: {
        ...environment,
        CLAIM_LIFE_SECONDS: `${(Number(claim) * machine.scaled) / machine.original}`,
      },
    }),
  };
}

function scaledQueue(queue: QueueSpec, scale: number, functionTimeout: number): QueueSpec {
  const { visibilityTimeoutSeconds: seconds } = queue;
  const scaled = atLeast(visibilityPerTimeout * functionTimeout, seconds, scale);
  return { ...queue, visibilityTimeoutSeconds: Math.ceil(scaled) };
}
