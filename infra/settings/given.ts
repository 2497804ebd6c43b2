import { isObject } from './kinds.ts';
import { nearest } from './nearest.ts';
import type { Report } from './problems.ts';
import type { Path } from './shape.ts';
import { isPath, paths, table } from './table.ts';

const groups = new Set(
  paths.filter((path) => path.includes('.')).map((path) => path.slice(0, path.indexOf('.'))),
);

/** What cdk.json and the command line say, by path. Whatever is neither a setting nor the CDK's own is reported. */
export function givenIn(context: Record<string, unknown>, report: Report): Map<Path, unknown> {
  const given = new Map<Path, unknown>();
  if (context.darkroom !== undefined) takeBlock(context.darkroom, given, report);
  for (const [key, value] of entriesOf(context)) {
    if (isPath(key)) override(key, value, given);
    else if (key !== 'darkroom' && !isOfTheCdk(key)) report({ path: key, value, remedy: whatInstead(key) });
  }
  return given;
}

/** The object that stands as `darkroom` in cdk.json. */
function takeBlock(block: unknown, given: Map<Path, unknown>, report: Report): void {
  if (!isObject(block)) {
    const remedy =
      'in cdk.json it is an object of settings; after -c each is given by itself, as in -c delivery.mode=buffered';
    report({ path: 'darkroom', value: block, remedy });
    return;
  }
  for (const [name, value] of entriesOf(block)) {
    if (isPath(name) && !name.includes('.')) {
      take(name, value);
    } else if (!groups.has(name)) {
      report({
        path: name,
        value,
        remedy: isPath(name) ? `it is written ${nestedForm(name)}` : whatInstead(name, [...groups, ...paths]),
      });
    } else if (!isObject(value)) {
      report({ path: name, value, remedy: `it may be an object of ${membersOf(name).join(', ')}` });
    } else {
      for (const [member, inner] of entriesOf(value)) take(`${name}.${member}`, inner);
    }
  }

  function take(path: string, value: unknown): void {
    if (isPath(path)) given.set(path, value);
    else report({ path, value, remedy: whatInstead(path) });
  }
}

/** `-c path=value` arrives as text. With nothing after the = a setting that can be left out is left out. */
function override(path: Path, value: unknown, given: Map<Path, unknown>): void {
  const { kind, default: unlessGiven } = table[path];
  if (value === '' && unlessGiven === undefined) given.delete(path);
  else given.set(path, typeof value === 'string' ? kind.fromText(value) : value);
}

/**
 * aws:cdk:…, @aws-cdk/…, and what it has looked up, such as vpc-provider:account=…:region=….
 * The rest are the keys that its CLI and its legacy synthesizer use with no prefix.
 */
function isOfTheCdk(key: string): boolean {
  if (/^(?:@|aws:|aws-cdk)/.test(key) || /:.*=/s.test(key)) return true;
  return ['cli-telemetry', 'acknowledged-issue-numbers', 'assets-ecr-repository-name'].includes(key);
}

function whatInstead(key: string, names: readonly string[] = paths): string {
  const name = key.replace(/^darkroom\./, '');
  if (groups.has(name)) {
    const [first] = membersOf(name);
    return `it is a group: put it into "darkroom" in cdk.json, or give its settings one by one, as in -c ${name}.${first}=…`;
  }
  const whole = paths.find((path) => name.startsWith(`${path}.`) || name.startsWith(`${path}[`));
  if (whole !== undefined) return `${whole} is given as a whole`;
  return `there is no such setting; did you mean ${nearest(name, names)}?`;
}

function membersOf(group: string): string[] {
  return paths.filter((path) => path.startsWith(`${group}.`)).map((path) => path.slice(group.length + 1));
}

/** A value that is undefined is none: code writes it so, a file cannot. */
function entriesOf(object: Record<string, unknown>): [string, unknown][] {
  return Object.entries(object).filter(([, value]) => value !== undefined);
}

function nestedForm(path: string): string {
  const [group, member] = path.split('.');
  return `"${group}": { "${member}": … }`;
}
