import { capsTable, othersTable } from './caps.ts';
import { functionsTable, queuesTable, statesTable } from './deployment.ts';
import { withSection } from './sections.ts';

/** The parts of docs/limits.md that follow from the code and the template. */
const parts: Readonly<Record<string, () => string>> = {
  caps: capsTable,
  others: othersTable,
  functions: functionsTable,
  states: statesTable,
  queues: queuesTable,
};

export function upToDate(page: string): string {
  return Object.entries(parts).reduce((text, [name, table]) => withSection(text, name, table()), page);
}
