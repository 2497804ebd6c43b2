import { describe, expect, test } from '@jest/globals';
import { start } from '../../../../../local/page/execution/graph/layout.ts';
import { edgeName, focusOf, wayOf } from '../../../../../local/page/execution/graph/way.ts';
import { execution, failedExecution, visit } from '../../scenes.ts';

describe('the way taken', () => {
  test('lights the edges between the states entered, the first one from the beginning', () => {
    const { taken } = wayOf(execution(1));
    expect([...taken]).toEqual([
      edgeName(start, 'Validate Key'),
      edgeName('Validate Key', 'Resize Photo'),
      edgeName('Resize Photo', 'Publish Result'),
    ]);
  });

  test('a redrive enters the failed state again: no edge leads to it, its last visit is what counts', () => {
    const failed = failedExecution(1);
    const { taken, visits } = wayOf({
      visits: [
        ...failed.visits,
        visit('Resize Photo Again', 9_000, 9_500),
        visit('Publish Result', 9_500, undefined),
      ],
    });
    expect(visits.get('Resize Photo Again')?.outcome).toBe('succeeded');
    expect(taken.has(edgeName('Resize Photo Again', 'Resize Photo Again'))).toBe(false);
    expect(taken.has(edgeName('Resize Photo Again', 'Publish Result'))).toBe(true);
  });

  test('retries are added up over the visits', () => {
    const { retries } = wayOf({
      visits: [visit('Resize Photo', 0, 1, { retries: 2 }), visit('Resize Photo', 2, 3, { retries: 1 })],
    });
    expect(retries.get('Resize Photo')).toBe(3);
  });

  test('nobody having chosen, one looks where it runs, else where it failed, else where it ended', () => {
    expect(focusOf({ visits: [] })).toBeUndefined();
    expect(focusOf(execution(1))?.state).toBe('Publish Result');
    expect(focusOf(failedExecution(1))?.state).toBe('Resize Photo Again');
    expect(
      focusOf({ visits: [...failedExecution(1).visits, visit('Resize Photo Again', 9_000, undefined)] })
        ?.enteredAt,
    ).toBe('2026-03-14T09:00:09.000Z');
  });
});
