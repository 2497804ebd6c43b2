import { describe, expect, test } from '@jest/globals';
import { edgesOf, layOut, start, wrapped } from '../../../../../local/page/execution/graph/layout.ts';
import { about } from '../../scenes.ts';

const { definition } = about();

describe('the state machine as a graph', () => {
  test('every state has a place, and none stands on another', () => {
    const { nodes } = layOut(definition);
    const states = nodes.filter(({ name }) => name !== start);
    expect(states.map(({ name }) => name).sort()).toEqual(Object.keys(definition.States).sort());
    for (const one of states)
      for (const other of states)
        if (one !== other) {
          const apart =
            Math.abs(one.x - other.x) >= (one.width + other.width) / 2 ||
            Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
          expect([one.name, other.name, apart]).toEqual([one.name, other.name, true]);
        }
  });

  test('everything lies inside the picture, and the beginning is on top', () => {
    const { nodes, width, height } = layOut(definition);
    for (const { x, y, width: w, height: h } of nodes) {
      expect(x - w / 2).toBeGreaterThanOrEqual(0);
      expect(x + w / 2).toBeLessThanOrEqual(width);
      expect(y + h / 2).toBeLessThanOrEqual(height);
    }
    expect(Math.min(...nodes.map(({ y }) => y))).toBe(nodes.find(({ name }) => name === start)?.y);
  });

  test('edges are those of the definition: Next, Choices, Default and Catch, one for each pair', () => {
    const edges = edgesOf(definition);
    const kindOf = (from: string, to: string) =>
      edges.filter((edge) => edge.from === from && edge.to === to).map(({ kind }) => kind);
    expect(kindOf(start, 'Validate Key')).toEqual(['next']);
    expect(kindOf('Validate Key', 'Resize Photo')).toEqual(['default']);
    expect(kindOf('Validate Key', 'Record Rejection')).toEqual(['choice']);
    expect(kindOf('Resize Photo', 'Check Attempt')).toEqual(['catch']);
    expect(kindOf('Resize Photo', 'Publish Result')).toEqual(['next']);
    expect(kindOf('Publish Result', 'Resize Photo')).toEqual([]);
    const caught = edges.find(({ from, to }) => from === 'Resize Photo' && to === 'Record Rejection');
    expect(caught?.why).toBe('Catches RejectedPhotoError');
  });

  test('a state that leads nowhere known does not break the drawing', () => {
    const { nodes } = layOut({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Gone' } } });
    expect(nodes.map(({ name }) => name)).toContain('A');
  });

  test.each([
    ['Resize Photo', ['Resize Photo']],
    ['Publish Unrecorded Failure', ['Publish', 'Unrecorded', 'Failure']],
    ['A B C D', ['A B C D']],
    ['Pneumonoultramicroscopic', ['Pneumonoultram…']],
    [
      'one-very-long and two-very-long and three-very-long and four',
      ['one-very-long', 'and', 'two-very-long …'],
    ],
  ])('%s fits into its box', (name, lines) => {
    expect(wrapped(name)).toEqual(lines);
  });
});
