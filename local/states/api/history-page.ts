import type { HistoryEvent } from '../history.ts';
import { tokenFor } from './fields.ts';
import { executionNamed } from './finding.ts';
import type { Operation, Rooms } from './operation.ts';

export function getExecutionHistory(rooms: Rooms): Operation {
  return (fields) => {
    const { seq } = executionNamed(rooms, fields);
    const limit = fields.pageSize();
    const reverse = fields.flag('reverseOrder') ?? false;
    const withData = fields.flag('includeExecutionData') ?? true;
    const after = fields.token() ?? (reverse ? Number.MAX_SAFE_INTEGER : 0);
    const found = rooms.store.history(seq, { after, limit: limit + 1, reverse });
    const page = found.slice(0, limit);
    return {
      events: page.map((event) => shown(event, withData)),
      ...(found.length > limit && { nextToken: tokenFor(page.at(-1)?.id ?? 0) }),
    };
  };
}

const data = ['input', 'output', 'parameters', 'inputDetails', 'outputDetails'];

function shown({ id, at, type, details }: HistoryEvent, withData: boolean) {
  const told = Object.entries(details).map(([name, fields]) => {
    const kept = Object.entries(fields).filter(([field]) => withData || !data.includes(field));
    return [name, Object.fromEntries(kept)];
  });
  // As on AWS: the first state that is entered comes after nothing.
  return {
    timestamp: at / 1000,
    type,
    id,
    previousEventId: id <= 2 ? 0 : id - 1,
    ...Object.fromEntries(told),
  };
}
