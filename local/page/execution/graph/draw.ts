import type { MachineDefinition } from '../../../console/api.ts';
import { setAttribute, setText, svg } from '../../element.ts';
import { iconPath } from '../../icons.ts';
import { type EdgeLine, layOut, type NodeBox, type Point, start } from './layout.ts';
import { edgeName, outcomes, type Way } from './way.ts';

export interface Graph {
  readonly element: SVGSVGElement;
  draw(way: Way, chosen: string | undefined): void;
  /** Where a state stands. */
  boxOf(state: string): DOMRect | undefined;
}

/** The state machine of the definition. Its states are buttons. */
export function graph(definition: MachineDefinition, onChoose: (state: string) => void): Graph {
  const { width, height, nodes, edges } = layOut(definition);
  const lines = edges.map((edge) => ({ edge, line: edgeLine(edge) }));
  const boxes = nodes
    .filter(({ name }) => name !== start)
    .map((box) => stateBox(box, definition.States[box.name]?.Retry !== undefined, onChoose));
  const begin = nodes.find(({ name }) => name === start);
  const element = svg(
    'svg',
    {
      class: 'graph',
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      width: Math.ceil(width),
      height: Math.ceil(height),
      role: 'group',
      'aria-label': 'State machine, from top to bottom',
    },
    svg('defs', {}, arrow('arrow'), arrow('arrow-taken')),
    ...lines.map(({ line }) => line),
    begin && svg('circle', { class: 'graph-start', cx: begin.x, cy: begin.y, r: 6 }),
    ...boxes.map(({ element: box }) => box),
  );
  return {
    element,
    draw(way, chosen) {
      for (const { edge, line } of lines) markTaken(line, way.taken.has(edgeName(edge.from, edge.to)));
      for (const box of boxes) box.draw(way, chosen);
    },
    boxOf: (state) => boxes.find(({ name }) => name === state)?.element.getBoundingClientRect(),
  };
}

function stateBox(
  { name, x, y, width, height, lines }: NodeBox,
  retries: boolean,
  onChoose: (state: string) => void,
) {
  const left = x - width / 2;
  const top = y - height / 2;
  const picture = svg('g', { transform: `translate(${left + 10} ${y - 7.5}) scale(0.75)` });
  const corner = { x: left + width - 18, y: top + height - 16 };
  const mark =
    retries &&
    svg(
      'g',
      { class: 'state-retry', transform: `translate(${corner.x} ${corner.y}) scale(0.6)` },
      iconPath('retry'),
    );
  const count = svg('text', {
    class: 'state-retries',
    x: corner.x - 3,
    y: corner.y + 10,
    'text-anchor': 'end',
  });
  const words = svg(
    'text',
    { class: 'state-words', x, y: y + 4.5 - ((lines.length - 1) / 2) * 15 },
    // The space is for those who hear or copy the name.
    ...lines.map((line, index) => svg('tspan', { x, dy: index > 0 && 15 }, index > 0 ? ` ${line}` : line)),
  );
  const element = svg(
    'g',
    {
      class: 'state',
      role: 'button',
      tabindex: 0,
      'data-state': name,
      click: () => onChoose(name),
      keydown: (event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onChoose(name);
      },
    },
    svg('rect', {
      class: 'state-ring',
      x: left - 4,
      y: top - 4,
      width: width + 8,
      height: height + 8,
      rx: 12,
    }),
    svg('rect', { class: 'state-box', x: left, y: top, width, height, rx: 9 }),
    picture,
    words,
    mark,
    count,
  );
  return {
    name,
    element,
    draw({ visits, retries: tried }: Way, chosen: string | undefined) {
      const outcome = visits.get(name)?.outcome;
      const again = tried.get(name) ?? 0;
      if (element.dataset.outcome !== (outcome ?? 'untouched')) {
        element.dataset.outcome = outcome ?? 'untouched';
        picture.replaceChildren(...(outcome ? [iconPath(outcomes[outcome].icon)] : []));
      }
      setText(count, again > 0 ? ` ${again}×` : '');
      setAttribute(element, 'aria-pressed', String(name === chosen));
      // What is seen comes first, so that it can be said to a computer that listens.
      const words = again > 0 ? `${name} ${again}× tried again` : name;
      setAttribute(
        element,
        'aria-label',
        `${words}, ${outcome ? outcomes[outcome].word.toLowerCase() : 'not entered'}`,
      );
    },
  };
}

function edgeLine({ from, to, kind, why, points }: EdgeLine): SVGPathElement {
  const title = why && svg('title', {}, why);
  return svg(
    'path',
    {
      class: `edge edge-${kind}`,
      d: curve(points),
      'marker-end': 'url(#arrow)',
      'data-from': from,
      'data-to': to,
    },
    title,
  );
}

function markTaken(line: SVGPathElement, taken: boolean) {
  line.classList.toggle('is-taken', taken);
  setAttribute(line, 'marker-end', taken ? 'url(#arrow-taken)' : 'url(#arrow)');
}

const arrow = (id: string) =>
  svg(
    'marker',
    { id, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
    svg('path', { d: 'M0.5 1 L7 4 L0.5 7 z' }),
  );

/** Straight at both ends, and through the middles of the points between. */
function curve(points: readonly Point[]): string {
  const [first, ...others] = points;
  const last = others.at(-1);
  if (!first || !last) return '';
  const between = others.slice(0, -1);
  const bends = between.map((point, index) => {
    const next = others[index + 1] ?? last;
    const end =
      index === between.length - 1 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(first)}${bends.length > 0 ? bends.join('') : `L${at(last)}`}`;
}

const at = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
