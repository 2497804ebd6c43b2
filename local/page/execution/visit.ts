import type { StateDefinition, StateVisit } from '../../console/api.ts';
import { h } from '../element.ts';
import { duration, legibleLines, moment, plural } from '../format.ts';
import { icon } from '../icons.ts';
import { outcomes } from './graph/way.ts';
import { jsonBlock, jsonIn } from './json.ts';

/** What is known of one state: its rules out of the definition, and each visit. */
export function stateCard(
  name: string,
  definition: StateDefinition | undefined,
  visits: readonly StateVisit[],
): HTMLElement {
  return h(
    'section',
    { class: 'state-card', 'aria-labelledby': 'state-title' },
    h('h4', { id: 'state-title' }, name),
    definition && h('p', { class: 'state-rules' }, rulesOf(definition)),
    definition?.Comment !== undefined && h('p', { class: 'state-comment' }, definition.Comment),
    visits.length === 0 && h('p', { class: 'nothing' }, 'This execution has not entered it.'),
    ...visits.map((visit, index) => visitBlock(visit, visits.length > 1 ? index + 1 : undefined)),
  );
}

function visitBlock(visit: StateVisit, ordinal: number | undefined): HTMLElement {
  const { word, icon: picture } = outcomes[visit.outcome];
  const took =
    visit.leftAt === undefined ? '' : duration(Date.parse(visit.leftAt) - Date.parse(visit.enteredAt));
  return h(
    'div',
    { class: 'visit', 'data-outcome': visit.outcome },
    h(
      'p',
      { class: 'visit-facts' },
      ordinal !== undefined && h('strong', {}, `Visit ${ordinal}`),
      h('span', { class: 'outcome' }, icon(picture), word),
      took && h('span', { class: 'tabular' }, took),
      h('span', { class: 'tabular' }, `from ${moment(visit.enteredAt)}`),
      visit.retries > 0 && h('span', {}, plural(visit.retries, 'retry', 'retries')),
    ),
    ...visit.failures.map((failure) => failureBlock(failure)),
    jsonBlock('Input', visit.input, visit.failures.length === 0),
    visit.output !== undefined && jsonBlock('Output', visit.output, true),
  );
}

/** An error with its cause. Lambda's causes are JSON in a string, some with JSON in that. */
export function failureBlock({
  at,
  error,
  cause,
}: {
  at?: string;
  error: string;
  cause: string;
}): HTMLElement {
  const told = jsonIn(cause);
  return h(
    'div',
    { class: 'failure' },
    h(
      'p',
      { class: 'failure-name' },
      icon('cross'),
      h('bdi', {}, legibleLines(error)),
      at !== undefined && h('span', { class: 'tabular' }, moment(at)),
    ),
    told === undefined
      ? cause !== '' && h('p', { class: 'failure-cause' }, h('bdi', {}, legibleLines(cause)))
      : jsonBlock('Cause', unwrapped(told), true),
  );
}

function unwrapped(cause: unknown): unknown {
  if (typeof cause !== 'object' || cause === null || !('errorMessage' in cause)) return cause;
  const { errorMessage } = cause;
  const inner = typeof errorMessage === 'string' ? jsonIn(errorMessage) : undefined;
  return inner === undefined ? cause : { ...cause, errorMessage: inner };
}

function rulesOf({ Type, Retry = [], Catch = [], End }: StateDefinition): string {
  const attempts = Retry.reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 0);
  return [
    Type,
    Retry.length > 0 && `tries again up to ${plural(attempts, 'time')}`,
    Catch.length > 0 && `catches ${plural(Catch.length, 'kind')} of error`,
    (End || Type === 'Succeed' || Type === 'Fail') && 'ends the execution',
  ]
    .filter(Boolean)
    .join(' · ');
}
