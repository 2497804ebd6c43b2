import { isPlainPath } from './paths.ts';
import { integrated, integrationOf } from './tasks.ts';

export interface Definition {
  StartAt: string;
  TimeoutSeconds?: number;
  States: Readonly<Record<string, State>>;
}

export interface State {
  Type: 'Task' | 'Choice' | 'Pass' | 'Succeed' | 'Fail';
  Next?: string;
  End?: boolean;
  InputPath?: string | null;
  OutputPath?: string | null;
  ResultPath?: string | null;
  Parameters?: unknown;
  ResultSelector?: unknown;
  Result?: unknown;
  Resource?: string;
  TimeoutSeconds?: number;
  Retry?: readonly Retrier[];
  Catch?: readonly { ErrorEquals: readonly string[]; Next: string; ResultPath?: string | null }[];
  Choices?: readonly (Rule & { Next: string })[];
  Default?: string;
  Error?: string;
  ErrorPath?: string;
  Cause?: string;
  CausePath?: string;
}

export interface Retrier {
  ErrorEquals: readonly string[];
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxAttempts?: number;
  MaxDelaySeconds?: number;
}

export type Rule = { readonly [operator: string]: unknown };

/** The definition asks for something that is not run here as on AWS. */
export class UnsupportedDefinitionError extends Error {
  override readonly name = 'UnsupportedDefinitionError';
  constructor(machine: string, where: string, reason: string) {
    super(`The state machine ${machine} cannot run here. ${where}: ${reason}`);
  }
}

const common = ['Type', 'Comment', 'QueryLanguage'];
const paths = ['InputPath', 'OutputPath'];
const onwards = ['Next', 'End'];
const fields: Readonly<Record<State['Type'], readonly string[]>> = {
  Task: [
    ...[...common, ...paths, ...onwards, 'Resource', 'Parameters', 'ResultSelector', 'ResultPath'],
    ...['TimeoutSeconds', 'Retry', 'Catch'],
  ],
  Choice: [...common, ...paths, 'Choices', 'Default'],
  Pass: [...common, ...paths, ...onwards, 'Parameters', 'Result', 'ResultPath'],
  Succeed: [...common, ...paths],
  Fail: [...common, 'Error', 'ErrorPath', 'Cause', 'CausePath'],
};
const catcherFields = ['Comment', 'ErrorEquals', 'ResultPath', 'Next'];
const retrierFields = [
  ...['Comment', 'ErrorEquals', 'IntervalSeconds', 'MaxAttempts'],
  ...['BackoffRate', 'MaxDelaySeconds', 'JitterStrategy'],
];
const machineFields = ['Comment', 'QueryLanguage', 'Version', 'StartAt', 'TimeoutSeconds', 'States'];

/** The longest that a timer of Node.js waits, 24 days. */
export const longestSeconds = 2_147_483;

/** Reads a definition whose placeholders are filled in. Throws unless all of it is run here as it is on AWS. */
export function readDefinition(machine: string, text: string): Definition {
  const refuse: (where: string, reason: string) => never = (where, reason) => {
    throw new UnsupportedDefinitionError(machine, where, reason);
  };
  let definition: Definition;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    refuse('Definition', `it is not JSON (${(error as Error).message}).`);
  }
  const placeholder = /\$\{\w+\}/.exec(text);
  if (placeholder) refuse('Definition', `nothing was filled in for ${placeholder[0]}.`);
  checkFields(definition, machineFields, (reason) => refuse('Definition', reason));
  checkSeconds(definition.TimeoutSeconds, (reason) => refuse('Definition', reason));
  const known = (name: unknown) => typeof name === 'string' && Object.hasOwn(definition.States ?? {}, name);
  if (!known(definition.StartAt)) refuse('Definition', `StartAt names no state (${definition.StartAt}).`);
  for (const [name, state] of Object.entries(definition.States)) {
    const problem: Refuse = (reason) => refuse(`State ${JSON.stringify(name)}`, reason);
    checkState(state, problem);
    for (const next of nextOf(state)) if (!known(next)) problem(`there is no state ${JSON.stringify(next)}.`);
  }
  return definition;
}

/** Where a state may go on to. */
export function nextOf(state: State): string[] {
  const each = [
    ...(state.Choices ?? []).map((rule) => rule.Next),
    state.Default,
    state.Next,
    ...(state.Catch ?? []).map((catcher) => catcher.Next),
  ];
  return [...new Set(each.filter((next) => next !== undefined))];
}

type Refuse = (reason: string) => never;

function checkState(state: State, refuse: Refuse): void {
  const allowed = fields[state.Type];
  if (allowed === undefined) {
    refuse(`states of type ${state.Type} are not run here, only ${Object.keys(fields).join(', ')}.`);
  }
  checkFields(state, allowed, refuse);
  if ((state.Type === 'Task' || state.Type === 'Pass') && (state.Next === undefined) === !state.End) {
    refuse('it needs either Next or "End": true.');
  }
  checkPaths(state, refuse);
  checkSeconds(state.TimeoutSeconds, refuse);
  if (state.Type === 'Task') checkTask(state, refuse);
  if (state.Type === 'Choice') checkChoice(state, refuse);
}

function checkFields(part: object, allowed: readonly string[], refuse: Refuse): void {
  for (const field of Object.keys(part)) {
    if (!allowed.includes(field)) refuse(`the field ${field} is not supported.`);
  }
  const { QueryLanguage: language = 'JSONPath' } = part as { QueryLanguage?: string };
  if (language !== 'JSONPath') refuse(`${language} is not run here, only JSONPath.`);
}

function checkSeconds(seconds: unknown, refuse: Refuse): void {
  if (seconds === undefined) return;
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= longestSeconds)) {
    refuse(`TimeoutSeconds has to be a number above 0 and at most ${longestSeconds}.`);
  }
}

function checkPaths(state: State, refuse: Refuse): void {
  for (const field of ['InputPath', 'OutputPath', 'ErrorPath', 'CausePath'] as const) {
    const path = state[field];
    if (path !== undefined && path !== null) checkPath(field, path, refuse);
  }
  for (const path of [state.ResultPath, ...(state.Catch ?? []).map((each) => each.ResultPath)]) {
    // Deeper, the interpreter overwrites what is no object, where AWS fails.
    if (path !== undefined && path !== null && !/^\$(\.[\p{L}\p{N}_-]+)?$/u.test(path)) {
      refuse(`ResultPath may be "$" or one name below it, as "$.result", not ${JSON.stringify(path)}.`);
    }
  }
  checkTemplate('Parameters', state.Parameters, refuse);
  checkTemplate('ResultSelector', state.ResultSelector, refuse);
}

function checkTemplate(field: string, template: unknown, refuse: Refuse): void {
  if (typeof template !== 'object' || template === null) {
    if (template !== undefined && !field.includes('.')) refuse(`${field} has to be an object.`);
    return;
  }
  for (const [name, value] of Object.entries(template)) {
    const at = `${field}.${name}`;
    if (name.endsWith('.$')) checkPath(at, value, refuse);
    else checkTemplate(at, value, refuse);
  }
}

function checkPath(field: string, path: unknown, refuse: Refuse): void {
  if (typeof path !== 'string') refuse(`${field} has to be a path.`);
  // The interpreter's intrinsic functions lose quotes and backslashes, and throw what a Catch gets.
  if (path.startsWith('States.')) refuse(`${field}: intrinsic functions are not run here (${path}).`);
  if (!isPlainPath(path)) {
    refuse(
      `${field}: paths are names and indexes here, as "$.a['b'][0]", without filters or wildcards (${path}).`,
    );
  }
}

function checkTask(state: State, refuse: Refuse): void {
  const integration = integrationOf(state.Resource ?? '');
  if (integration === undefined) {
    refuse(`the resource ${state.Resource} is not run here, only ${integrated.join(', ')}.`);
  }
  const parameters = Object.keys(state.Parameters ?? {}).map((each) => each.replace(/\.\$$/, ''));
  for (const each of parameters) {
    if (!integration.parameters.includes(each)) refuse(`the parameter ${each} is not supported.`);
  }
  if (!parameters.includes(integration.target)) refuse(`the parameter ${integration.target} is missing.`);
  for (const [list, known] of Object.entries(integration.itemFields ?? {}))
    checkItems(list, (state.Parameters as Record<string, unknown>)[list], known, refuse);
  for (const retrier of state.Retry ?? []) checkFields(retrier, retrierFields, refuse);
  for (const catcher of state.Catch ?? []) checkFields(catcher, catcherFields, refuse);
  for (const { ErrorEquals } of [...(state.Retry ?? []), ...(state.Catch ?? [])]) {
    // To the interpreter a time-out that it did not make itself is one of these; on AWS it is not.
    if (ErrorEquals.includes('States.TaskFailed')) {
      refuse('States.TaskFailed would match a time-out here; name the errors, or States.ALL.');
    }
  }
}

function checkItems(list: string, items: unknown, known: readonly string[], refuse: Refuse): void {
  if (!Array.isArray(items)) refuse(`${list} has to be a list here.`);
  for (const item of items) {
    const fields = Object.keys(Object(item)).map((each) => each.replace(/\.\$$/, ''));
    const missing = known.find((each) => !fields.includes(each));
    if (missing !== undefined) refuse(`${missing} is missing in ${list}.`);
    const other = fields.find((each) => !known.includes(each));
    if (other !== undefined) refuse(`the field ${other} of ${list} is not supported.`);
  }
}

function checkChoice(state: State, refuse: Refuse): void {
  const check = (rule: Rule) => {
    for (const each of [rule.And, rule.Or].flat()) if (each !== undefined) check(each as Rule);
    if (rule.Not !== undefined) check(rule.Not as Rule);
    for (const [operator, value] of Object.entries(rule)) {
      if (operator === 'Variable' || operator.endsWith('Path')) checkPath(operator, value, refuse);
    }
    const operators = Object.keys(rule).filter((each) => !['Variable', 'Next', 'Comment'].includes(each));
    const [operator] = operators;
    if (operators.length !== 1 || operator === undefined || !isOperator(operator)) {
      refuse(`a rule has one operator, of those of JSONPath (${operators.join(', ') || 'none'}).`);
    }
    if (!['And', 'Or', 'Not'].includes(operator as string) && rule.Variable === undefined) {
      refuse(`the rule with ${operator} has no Variable.`);
    }
  };
  if (!state.Choices?.length) refuse('it has no Choices.');
  for (const rule of state.Choices ?? []) check(rule);
}

const operators =
  /^(And|Or|Not|Is(Null|Present|Numeric|String|Boolean|Timestamp)|StringMatches|BooleanEquals(Path)?|(String|Numeric|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?)$/;

function isOperator(name: string): boolean {
  return operators.test(name);
}
