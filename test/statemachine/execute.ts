import { setImmediate } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { type Definition, deployed } from './definition.ts';
import { withLineBreaks, withStandIns } from './line-breaks.ts';
import { type Answers, type Call, tasksOf } from './tasks.ts';

export interface Options {
  startAt?: string;
  substitutions?: Record<string, string>;
  /** Another than that of photos. */
  definition?: Definition;
  /** What Math.random says, which is the jitter's source. */
  random?: number;
}

export interface Run {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  path: string[];
  calls: Call[];
  /** What the topic took. */
  published: Call['parameters'][];
  retries: { state: string; afterSeconds: number }[];
  output?: unknown;
  error?: string;
  cause?: string;
  seconds: number;
  /** The state that it ended in, and what that state got. */
  last: { state: string; input: unknown };
}

/** $$.Execution. The interpreter adds StartTime: its clock's beginning. */
export const execution = {
  Id: 'arn:aws:states:eu-central-1:123456789012:execution:photos:0f9b2f3c',
  Name: '0f9b2f3c',
};
export const startTime = '2026-11-21T03:00:00.000Z';

export const noJitter = 0;
export const longestJitter = 1 - Number.EPSILON;

/** Runs the definition in a real interpreter, on a clock that jumps to whatever is due next. */
export async function execute(input: unknown, answers: Answers = {}, options: Options = {}): Promise<Run> {
  const definition = options.definition ?? deployed(options.substitutions);
  if (options.startAt !== undefined) definition.StartAt = options.startAt;
  jest.useFakeTimers({ now: Date.parse(startTime), doNotFake: allButTimeouts });
  const random = jest.spyOn(Math, 'random');
  if (options.random !== undefined) random.mockReturnValue(options.random);
  try {
    return await run(definition, input, answers);
  } finally {
    random.mockRestore();
    jest.useRealTimers();
  }
}

/** A redrive enters the state that the execution ended in, with the input that it had. */
export function redrive({ last }: Run, answers: Answers = {}): Promise<Run> {
  return execute(last.input, answers, { startAt: last.state });
}

async function run(definition: Definition, input: unknown, answers: Answers): Promise<Run> {
  const seconds = () => (Date.now() - Date.parse(startTime)) / 1000;
  const { handlers, calls, published } = tasksOf(definition, answers, seconds);
  const machine = new StateMachine(definition as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true }, // definition.test.ts does that, once
  });
  const { result, eventLogs } = machine.run(withStandIns(input) as never, {
    context: { Execution: execution },
    overrides: { taskResourceLocalHandlers: handlers as never },
  });
  const ending = result.then(
    (output): Partial<Run> => ({ status: 'SUCCEEDED', output: withLineBreaks(output) }),
    ({ name, cause }): Partial<Run> =>
      name === 'ExecutionTimeoutError'
        ? { status: 'TIMED_OUT' }
        : { status: 'FAILED', error: cause.name, cause: cause.message },
  );
  await timeJumpsUntil(ending);
  return { ...(await ending), ...(await wayIn(eventLogs)), calls, published, seconds: seconds() } as Run;
}

type EventLogs = ReturnType<StateMachine['run']>['eventLogs'];

async function wayIn(events: EventLogs): Promise<Pick<Run, 'path' | 'retries' | 'last'>> {
  const path: string[] = [];
  const retries: Run['retries'] = [];
  let last: Run['last'] = { state: '', input: undefined };
  let failedAt = 0;
  for await (const event of events) {
    if (event.type === 'StateEntered') {
      path.push(event.state.name);
      last = { state: event.state.name, input: withLineBreaks(event.state.input) };
    }
    if (event.type === 'StateFailed') failedAt = event.timestamp;
    if (event.type === 'StateRetried') {
      retries.push({ state: event.state.name, afterSeconds: (event.timestamp - failedAt) / 1000 });
    }
  }
  return { path, retries, last };
}

const allButTimeouts = [
  ...(['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'performance', 'hrtime'] as const),
];

/** Everything that waits here waits by setTimeout: for a retry, for a task's timeout, for the machine's. */
async function timeJumpsUntil(ending: Promise<unknown>): Promise<void> {
  let ended = false;
  const noted = ending.then(() => {
    ended = true;
  });
  for (;;) {
    await setImmediate(); // all that takes no time has happened
    if (ended) return noted;
    if (jest.getTimerCount() === 0) throw new Error('The execution waits for nothing');
    jest.advanceTimersToNextTimer();
  }
}
