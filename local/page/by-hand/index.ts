import type { About } from '../../console/api.ts';
import { copyButton } from '../copy.ts';
import { h, setChildren } from '../element.ts';
import { bytes, legibleLines, modeOf } from '../format.ts';

type Line = About['commands'][number];

/** Everything that another program needs to talk to this darkroom. */
export function byHand() {
  const box = h('div', { class: 'by-hand-groups' });
  return {
    element: h(
      'section',
      { class: 'by-hand', 'aria-labelledby': 'by-hand-title' },
      h('h2', { id: 'by-hand-title' }, 'Try it by hand'),
      h('p', { class: 'lead' }, 'The same addresses that the page uses, for curl, the AWS CLI and SDKs.'),
      box,
    ),
    draw(about: About) {
      const groups = [
        group('Commands', about.commands),
        group('Endpoints', [
          { what: 'AWS: S3, SQS, SNS, Step Functions', line: about.endpoints.aws },
          { what: 'Upload links', line: about.endpoints.links },
          { what: 'This page', line: about.endpoints.page },
        ]),
        group(
          'Outputs of the stack',
          Object.entries(about.outputs).map(([what, line]) => ({ what, line })),
        ),
        group('Settings', [
          { what: 'Delivery', line: modeOf(about) },
          { what: 'Region', line: about.region },
          { what: 'Uploads go below', line: about.uploadsPrefix },
          { what: 'Largest upload', line: bytes(about.maxBytes) },
        ]),
      ];
      setChildren(
        box,
        groups.flatMap((each) => each ?? []),
      );
    },
  };
}

function group(title: string, lines: readonly Line[]): HTMLElement | undefined {
  if (lines.length === 0) return undefined;
  return h(
    'section',
    { class: 'line-group' },
    h('h3', {}, title),
    h('dl', { class: 'lines' }, ...lines.map(({ what, line }) => copyable(what, line))),
  );
}

const copyable = (what: string, line: string) =>
  h(
    'div',
    { class: 'line' },
    h('dt', {}, what),
    h(
      'dd',
      {},
      h('code', {}, legibleLines(line)),
      copyButton(what, () => line),
    ),
  );
