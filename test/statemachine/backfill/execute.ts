import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { deployed } from './definition.ts';

type Handler = (parameters: Record<string, unknown>) => unknown;

/** What stands for the services, by the state that calls them. */
export type Services = Partial<Record<'Choose Photos' | 'Make Photo' | 'Make Photo Express', Handler>>;

export interface Run {
  status: 'SUCCEEDED' | 'FAILED';
  /** States of the outermost level. */
  path: string[];
  output?: unknown;
  error?: string;
  cause?: string;
}

const execution = {
  Id: 'arn:aws:states:eu-central-1:123456789012:execution:backfill:batch-1',
  Name: 'batch-1',
};

/** Runs the definition in a real interpreter, but for the Distributed Maps, which are AWS's: there it ends. */
export async function execute(
  input: unknown,
  services: Services = {},
  substitutions: Record<string, string> = {},
): Promise<Run> {
  const { TimeoutSeconds: _days, ...definition } = deployed(substitutions); // longer than the interpreter's timers
  for (const [name, { Type, ItemReader }] of Object.entries(definition.States)) {
    if (Type === ('Map' as string) && ItemReader !== undefined) definition.States[name] = { Type: 'Succeed' };
  }
  const { Parameters = {}, ...listing } = definition.States['List Failures'] ?? { Type: 'Fail' };
  definition.States['List Failures'] = { ...listing, Type: 'Task', Resource: 'filter' };
  const filter = listFailures(Parameters);
  const machine = new StateMachine(withoutRetries(definition) as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true }, // definition.test.ts does that, once
  });
  const { result, eventLogs } = machine.run(input as never, {
    context: { Execution: execution },
    overrides: { taskResourceLocalHandlers: { ...services, 'List Failures': filter } as never },
  });
  const ending = await result.then(
    (output): Partial<Run> => ({ status: 'SUCCEEDED', output }),
    ({ cause }): Partial<Run> => ({ status: 'FAILED', error: cause.name, cause: cause.message }),
  );
  const path: string[] = [];
  for await (const event of eventLogs) {
    if (event.type === 'StateEntered' && event.state.name in definition.States) path.push(event.state.name);
  }
  return { ...ending, path } as Run;
}

/** A filter that finds nothing is an empty list on AWS, and an error in the interpreter: this state is run here. */
function listFailures(parameters: Record<string, unknown>) {
  return (input: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(parameters).map(([field, path]) => {
        const [, list = '', name = '', value] =
          /^\$\.(\w+)\[\?\(@\.(\w+) == '(\w+)'\)\]$/.exec(`${path}`) ?? [];
        if (list !== '') {
          const all = input[list] as Record<string, unknown>[];
          return [field.slice(0, -2), all.filter((each) => each[name] === value)];
        }
        const [, counted = ''] = /^States\.ArrayLength\(\$\.(\w+)\)$/.exec(`${path}`) ?? [];
        if (counted !== '') return [field.slice(0, -2), (input[counted] as unknown[]).length];
        return [field.slice(0, -2), input[`${path}`.slice(2)]];
      }),
    );
}

/** Nothing here is about time: that is counted by worst-case.ts. */
function withoutRetries(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRetries);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== 'Retry');
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutRetries(each)]));
}
