import { graphlib, layout } from '@dagrejs/dagre';
import type { MachineDefinition, StateDefinition } from '../../../console/api.ts';

/** How one state leads to another. When several do, the plainest counts. */
type EdgeKind = 'next' | 'choice' | 'default' | 'catch';

export interface Point {
  x: number;
  y: number;
}

export interface NodeBox extends Point {
  name: string;
  width: number;
  height: number;
  lines: readonly string[];
}

export interface EdgeLine {
  from: string;
  to: string;
  kind: EdgeKind;
  /** What makes it go this way. */
  why: string;
  points: readonly Point[];
}

export interface Drawing {
  width: number;
  height: number;
  nodes: readonly NodeBox[];
  edges: readonly EdgeLine[];
}

/** Where execution begins: drawn, though it is no state. */
export const start = '\t'; // no name of a state, and not empty, which dagre takes for none

const stateWidth = 150;
const lineHeight = 15;
const startSize = { width: 14, height: 14 };

/** Characters that fit into a box beside its picture, in the widest of the usual fonts. */
const lineLength = 14;

/** Each state a box, from top to bottom in the order that they come. */
export function layOut(definition: MachineDefinition): Drawing {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 18, edgesep: 12, ranksep: 30, marginx: 6, marginy: 6 });
  graph.setNode(start, { lines: [], ...startSize });
  for (const name of Object.keys(definition.States)) {
    const lines = wrapped(name);
    graph.setNode(name, { lines, width: stateWidth, height: 20 + Math.max(2, lines.length) * lineHeight });
  }
  const edges = edgesOf(definition);
  for (const { from, to, kind } of edges) graph.setEdge(from, to, { weight: kind === 'catch' ? 1 : 4 });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodes: graph.nodes().map((name: string) => ({ name, ...(graph.node(name) as Omit<NodeBox, 'name'>) })),
    edges: edges.map((edge) => ({
      ...edge,
      points: (graph.edge(edge.from, edge.to) as { points: Point[] }).points,
    })),
  };
}

/** One for each pair of states. */
export function edgesOf({ StartAt, States }: MachineDefinition): Omit<EdgeLine, 'points'>[] {
  const edges = new Map<string, Omit<EdgeLine, 'points'>>();
  const add = (from: string, to: string | undefined, kind: EdgeKind, why: string) => {
    if (to === undefined || (to !== start && !(to in States))) return;
    const known = edges.get(`${from}\n${to}`);
    if (known) known.why = [known.why, why].filter(Boolean).join('\n');
    else edges.set(`${from}\n${to}`, { from, to, kind, why });
  };
  add(start, StartAt, 'next', '');
  for (const [name, state] of Object.entries(States)) addLeaving(name, state, add);
  return [...edges.values()];
}

function addLeaving(
  name: string,
  { Next, Default, Choices = [], Catch = [] }: StateDefinition,
  add: (from: string, to: string | undefined, kind: EdgeKind, why: string) => void,
) {
  add(name, Next, 'next', '');
  for (const choice of Choices) add(name, choice.Next, 'choice', choice.Comment ?? '');
  add(name, Default, 'default', 'In every other case.');
  for (const { Next: to, ErrorEquals } of Catch) add(name, to, 'catch', `Catches ${ErrorEquals.join(', ')}`);
}

/** Broken between words; one that is too long by itself is cut, since its whole name is in the label and the title. */
export function wrapped(name: string): string[] {
  const lines: string[] = [];
  for (const word of name.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineLength)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, 3);
  if (lines.length > 3) kept[2] = `${kept[2]} …`;
  return kept.map((line) => (line.length > lineLength + 2 ? `${line.slice(0, lineLength)}…` : line));
}
