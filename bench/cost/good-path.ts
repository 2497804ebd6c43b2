import { holds } from '../../local/states/choice.ts';
import type { Definition, State } from '../../local/states/definition.ts';

/** The states that a photo passes which is done at the first try, in their order. */
export function goodPath(definition: Definition, event: unknown): string[] {
  const path: string[] = [];
  for (let name: string | undefined = definition.StartAt; name !== undefined; ) {
    const state: State | undefined = definition.States[name];
    if (state === undefined) throw new Error(`The definition has no state ${JSON.stringify(name)}.`);
    if (path.includes(name)) throw new Error(`The good path comes back to ${JSON.stringify(name)}.`);
    path.push(name);
    name = nextOf(state, event);
  }
  return path;
}

/** A choice looks at the event, which is all that is known before anything ran. */
function nextOf(state: State, event: unknown): string | undefined {
  if (state.Type !== 'Choice') return state.Next;
  return state.Choices?.find((rule) => holds(rule, event, {}))?.Next ?? state.Default;
}
