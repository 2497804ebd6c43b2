import { type Answer, failureRecorded, followed, made } from './answers.ts';
import { type Definition, type State, substitutions } from './definition.ts';
import { deletionSubstitutions } from './deletion/definition.ts';
import { withLineBreaks, withStandIns } from './line-breaks.ts';

/** What the functions and the topic do. Each list is answered from in turn, and its last answer stays. */
export interface Answers {
  resize?: Answer[];
  record?: Answer[];
  follow?: Answer[];
  publish?: Answer[];
  announce?: Answer[];
}

const usually: Required<Answers> = {
  resize: [made],
  record: [failureRecorded],
  follow: [followed],
  publish: [{ MessageId: '94f5c0d5-6a6a-5f3e-9a3c-0f6a3c8e9d53' }],
  announce: [{ Entries: [{ EventId: '11710aed-b79e-4468-a20b-bb3c0c3b4860' }], FailedEntryCount: 0 }],
};

/** One try of a task: what it was called with, and when, in seconds since the execution began. */
export interface Call {
  state: string;
  to: keyof Answers;
  parameters: Record<string, unknown>;
  at: number;
}

/** The interpreter wants its handlers by the name of the state; what they stand for is in the definition. */
export function tasksOf({ States }: Definition, answers: Answers, now: () => number) {
  const calls: Call[] = [];
  const published: Call['parameters'][] = [];

  const handler = (state: string, to: keyof Answers) => async (given: unknown) => {
    const parameters = withLineBreaks(given) as Call['parameters'];
    const earlier = calls.filter((each) => each.to === to).length;
    calls.push({ state, to, parameters, at: now() });
    const inTurn = answers[to] ?? usually[to];
    const answer = inTurn[Math.min(earlier, inTurn.length - 1)];
    if (answer === 'silence') return new Promise(() => {});
    if (answer instanceof Error) throw asReported(answer);
    if (to === 'publish') published.push(parameters);
    const isFunction = to !== 'publish' && to !== 'announce';
    const response = isFunction ? { StatusCode: 200, Payload: answer } : answer;
    return withStandIns(response);
  };

  const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task');
  const handlers = Object.fromEntries(tasks.map(([name, state]) => [name, handler(name, calledBy(state))]));
  return { handlers, calls, published };
}

function calledBy({ Resource, Parameters }: State): keyof Answers {
  const called = `${Resource} ${Parameters?.FunctionName ?? Parameters?.TopicArn}`;
  switch (called) {
    case `arn:aws:states:::lambda:invoke ${substitutions.ResizePhotoArn}`:
      return 'resize';
    case `arn:aws:states:::lambda:invoke ${substitutions.RecordOutcomeArn}`:
      return 'record';
    case `arn:aws:states:::lambda:invoke ${deletionSubstitutions.FollowDeletionArn}`:
      return 'follow';
    case `arn:aws:states:::sns:publish ${substitutions.NoticesTopicArn}`:
      return 'publish';
    case 'arn:aws:states:::events:putEvents undefined':
      return 'announce';
    default:
      throw new Error(`No test knows how to do ${called}`);
  }
}

/** The interpreter makes `Error` of the name and `Cause` of the message. A function's cause is JSON, by Lambda. */
function asReported({ name, message }: Error): Error {
  const byService = /^(Lambda|SNS|States)\./.test(name);
  const cause = JSON.stringify({ errorMessage: message, errorType: name, trace: [] });
  return Object.assign(new Error(byService ? message : cause), { name });
}
