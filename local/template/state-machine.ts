import type { StateMachineSpec } from '../deployment.ts';
import type { Named } from './addresses.ts';
import type { Irrelevant } from './fields.ts';
import type { Reading } from './reading.ts';
import { UnsupportedTemplateError } from './unsupported.ts';

const irrelevant: Irrelevant = {
  LoggingConfiguration: 'the history is kept here, whole',
  RoleArn: 'one key pair may do everything here',
  Tags: 'for the bill',
  TracingConfiguration: 'nothing collects traces here',
};

export function readStateMachine(resource: Named, { fields }: Reading): StateMachineSpec {
  return fields(resource, irrelevant, (machine) => ({
    name: resource.name,
    arn: resource.arn,
    definition: filledIn(machine.text('DefinitionString'), machine.map('DefinitionSubstitutions'), resource),
    express: machine.oneOf('StateMachineType', ['STANDARD', 'EXPRESS'], 'STANDARD') === 'EXPRESS',
  }));
}

/** Whether its work is that of a Distributed Map, whose items, children and report Step Functions has itself. */
export function isDistributed({ definition }: StateMachineSpec): boolean {
  const { States = {} } = JSON.parse(definition) as { States?: Record<string, State> };
  return Object.values(States).some((state) => state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED');
}

interface State {
  ItemProcessor?: { ProcessorConfig?: { Mode?: string } };
}

/** The text of a value goes in as it is, which is what CloudFormation does: no value may have a quote in it. */
function filledIn(definition: string, values: Readonly<Record<string, string>>, { place }: Named): string {
  const filled = definition.replace(/\$\{([A-Za-z0-9_,.-]+)\}/g, (placeholder, name: string) => {
    if (Object.hasOwn(values, name)) return values[name] as string;
    throw new UnsupportedTemplateError(
      place,
      `its definition has the placeholder ${placeholder}`,
      'Give it a value in DefinitionSubstitutions.',
    );
  });
  try {
    JSON.parse(filled);
  } catch (cause) {
    const error = new UnsupportedTemplateError(
      place,
      `its definition is no JSON once its placeholders are filled in: ${(cause as Error).message}`,
      'Keep quotes and backslashes out of the values.',
    );
    error.cause = cause;
    throw error;
  }
  return filled;
}
