import type { About, ExecutionDetail, MachineDefinition } from '../../console/api.ts';
import { h, setText } from '../element.ts';
import { duration, plural } from '../format.ts';
import { icon } from '../icons.ts';
import { type Graph, graph } from './graph/draw.ts';
import { focusOf, wayOf } from './graph/way.ts';
import { jsonBlock } from './json.ts';
import { timeline } from './timeline.ts';
import { failureBlock, stateCard } from './visit.ts';

/** Milliseconds between two looks at the clock while something runs. */
const beat = 200;

const statusWords: Record<ExecutionDetail['status'], string> = {
  RUNNING: 'Running',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'Timed out',
  ABORTED: 'Aborted',
};

/** One execution: the machine with the way taken, the states entered, and the one that is looked at. */
export function executionView(onRedrive: (arn: string) => Promise<void>) {
  const heading = h('h3', { id: 'execution-heading' }, 'Execution');
  const status = h('p', { class: 'execution-status tabular' });
  const redrive = h('button', { type: 'button', class: 'button button-strong' }, icon('retry'), 'Redrive');
  const way = h('div', { class: 'graph-box' });
  const steps = timeline(choose);
  const state = h('div', {});
  const whole = h('div', { class: 'whole' });
  const element = h(
    'section',
    { class: 'execution', 'aria-labelledby': 'execution-heading', hidden: true },
    h('div', { class: 'execution-head' }, heading, status, redrive),
    way,
    legend(),
    h(
      'div',
      { class: 'machine' },
      h('div', { class: 'steps' }, h('h4', {}, 'States entered'), steps.element),
      state,
    ),
    whole,
  );
  let shown: { detail: ExecutionDetail; about: About } | undefined;
  let machine: { drawing: Graph; definition: MachineDefinition } | undefined;
  let chosen: string | undefined;
  let inSight: string | undefined;
  let clock: number | undefined;

  redrive.addEventListener('click', async () => {
    if (!shown) return;
    redrive.disabled = true;
    chosen = undefined;
    await onRedrive(shown.detail.arn);
    redrive.disabled = false;
  });

  function choose(name: string) {
    chosen = name;
    draw();
    state.scrollIntoView({ block: 'nearest' });
  }

  function draw() {
    element.hidden = !shown;
    clearInterval(clock);
    if (!shown) return;
    const { detail, about } = shown;
    const definition = definitionOf(detail, about);
    setText(heading, definition === about.definition ? 'Execution' : 'Execution after its deletion');
    if (machine?.definition !== definition) {
      machine = { drawing: graph(definition, choose), definition };
      way.replaceChildren(machine.drawing.element);
    }
    const looked = chosen ?? focusOf(detail)?.state;
    const visits = detail.visits.filter((visit) => visit.state === looked);
    machine.drawing.draw(wayOf(detail), looked);
    if (looked !== undefined && looked !== inSight) bringIntoSight(machine.drawing, looked);
    steps.draw(detail.visits, looked);
    redrive.hidden = !detail.redrivable;
    drawIfNew(state, [looked, visits], () =>
      looked === undefined ? [] : [stateCard(looked, definition.States[looked], visits)],
    );
    const { arn, input, output, error, cause } = detail;
    drawIfNew(whole, [arn, input, output, error, cause], () => wholeOf(detail));
    tick();
    if (detail.status === 'RUNNING') clock = window.setInterval(tick, beat);
  }

  /** Sideways only: the page stays where it is. */
  function bringIntoSight(drawing: Graph, name: string) {
    inSight = name;
    const box = drawing.boxOf(name);
    const frame = way.getBoundingClientRect();
    if (box) way.scrollLeft += box.x + box.width / 2 - frame.x - frame.width / 2;
  }

  function tick() {
    steps.tick();
    if (shown) setText(status, statusOf(shown.detail));
  }

  return {
    element,
    show(detail: ExecutionDetail, about: About) {
      if (shown?.detail.arn !== detail.arn) chosen = undefined;
      shown = { detail, about };
      draw();
    },
    clear() {
      shown = undefined;
      inSight = undefined;
      draw();
    },
  };
}

function definitionOf({ machineArn }: ExecutionDetail, about: About): MachineDefinition {
  const { definition, deletionDefinition, outputs } = about;
  return (machineArn === outputs.DeletionStateMachineArn ? deletionDefinition : undefined) ?? definition;
}

const stamps = new WeakMap<HTMLElement, string>();

/** Folds that somebody has opened, and the place in a scrolled text, stay as long as the content does. */
export function drawIfNew(box: HTMLElement, content: unknown, draw: () => HTMLElement[]) {
  const stamp = JSON.stringify(content);
  if (stamps.get(box) === stamp) return;
  stamps.set(box, stamp);
  box.replaceChildren(...draw());
}

function wholeOf({ arn, input, output, error, cause }: ExecutionDetail): HTMLElement[] {
  return [
    h('h4', {}, 'The whole execution'),
    h('p', { class: 'arn' }, h('code', {}, arn)),
    ...(error === undefined ? [] : [failureBlock({ error, cause: cause ?? '' })]),
    jsonBlock('Execution input', input, false),
    ...(output === undefined ? [] : [jsonBlock('Execution output', output, false)]),
  ];
}

function statusOf({ status, startedAt, endedAt, redrives, visits }: ExecutionDetail): string {
  if (startedAt === undefined) return 'Waits for its turn';
  const retries = visits.reduce((sum, visit) => sum + visit.retries, 0);
  const took = duration((endedAt === undefined ? Date.now() : Date.parse(endedAt)) - Date.parse(startedAt));
  return [
    `${statusWords[status]} ${status === 'RUNNING' ? 'for' : 'in'} ${took}`,
    retries > 0 && plural(retries, 'retry', 'retries'),
    redrives > 0 && `redriven ${redrives === 1 ? 'once' : plural(redrives, 'time')}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function legend(): HTMLElement {
  const line = (kind: string) => h('i', { class: `legend-line legend-${kind}` });
  return h(
    'p',
    { class: 'legend', 'aria-hidden': 'true' },
    h('span', {}, line('taken'), 'way taken'),
    h('span', {}, line('catch'), 'catches an error'),
    h('span', {}, icon('retry', 12), 'tries again'),
  );
}
