import { givenIn } from './settings/given.ts';
import { type Problem, type Report, SettingsError } from './settings/problems.ts';
import type { Path, Settings, Values } from './settings/shape.ts';
import { paths, table } from './settings/table.ts';
import { checkTogether } from './settings/together.ts';

export { SettingsError } from './settings/problems.ts';
export type { Settings } from './settings/shape.ts';

/** Settings out of the CDK's context (`app.node.getAllContext()`), or a SettingsError with all that is wrong. */
export function readSettings(context: Record<string, unknown>): Settings {
  const problems: Problem[] = [];
  const report: Report = (problem) => {
    problems.push(problem);
    return undefined;
  };
  const given = givenIn(context, report);
  const values = valuesOf(given, report);
  checkTogether(values, given, report);
  if (problems.length > 0) throw new SettingsError(problems);
  return nested(values);
}

function valuesOf(given: ReadonlyMap<Path, unknown>, report: Report): Values {
  const read = (path: Path) =>
    given.has(path) ? table[path].kind.read(given.get(path), path, report) : table[path].default;
  return Object.fromEntries(
    paths.map((path) => [path, read(path)] as const).filter(([, value]) => value !== undefined),
  );
}

function nested(values: Values): Settings {
  const groups: Record<string, Record<string, unknown>> = {};
  for (const path of paths) {
    const [group = '', member] = path.split('.');
    if (member === undefined) continue;
    groups[group] = { ...groups[group], ...(values[path] !== undefined && { [member]: values[path] }) };
  }
  // The type of the table says that it has a row for each of the settings, of the same type.
  const { renditions, rules, deletes, observability } = values;
  return { renditions, rules, deletes, observability, ...groups } as unknown as Settings;
}
