import type { Definition, State } from './definition.ts';

interface FunctionTimes {
  /** As it deploys. */
  original: number;
  scaled: number;
}

/** For a task that calls no function, and between the time-out of a function and that of its task. */
const leastSeconds = 1;
/** Three tries that run out of time, and as long again of waiting for a free environment. */
const leastMachineSeconds = 45;

/** The definition with its waiting multiplied by `scale`. A task outlasts its function where it does so in the original. */
export function scaledDefinition(
  text: string,
  scale: number,
  timesOf: (functionArn: string) => FunctionTimes | undefined,
): string {
  const { TimeoutSeconds: seconds, ...definition } = JSON.parse(text) as Definition;
  const states = Object.entries(definition.States).map(([name, state]) => {
    const { FunctionName = '' } = (state.Parameters ?? {}) as { FunctionName?: string };
    return [name, scaledState(state, scale, timesOf(FunctionName))] as const;
  });
  return JSON.stringify({
    ...definition,
    States: Object.fromEntries(states),
    ...(seconds !== undefined && { TimeoutSeconds: atLeast(leastMachineSeconds, seconds, scale) }),
  });
}

function scaledState(state: State, scale: number, times: FunctionTimes | undefined): State {
  const { TimeoutSeconds: seconds, Retry } = state;
  return {
    ...state,
    ...(seconds !== undefined && { TimeoutSeconds: taskSeconds(seconds, scale, times) }),
    ...(Retry !== undefined && {
      Retry: Retry.map(({ IntervalSeconds = 1, MaxDelaySeconds, ...each }) => ({
        ...each,
        IntervalSeconds: scale * IntervalSeconds,
        ...(MaxDelaySeconds !== undefined && { MaxDelaySeconds: scale * MaxDelaySeconds }),
      })),
    }),
  };
}

function taskSeconds(seconds: number, scale: number, times: FunctionTimes | undefined): number {
  if (times === undefined) return atLeast(leastSeconds, seconds, scale);
  const { original, scaled } = times;
  // One that gives up before its function does so at any scale.
  return Math.max(scale * seconds, scaled + Math.min(seconds - original, leastSeconds));
}

/** The scaled seconds, but no fewer than `least` unless there were fewer. */
export function atLeast(least: number, seconds: number, scale: number): number {
  return Math.max(scale * seconds, Math.min(seconds, least));
}
