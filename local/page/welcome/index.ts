import { h } from '../element.ts';
import { type IconName, icon } from '../icons.ts';

const stations: readonly { name: string; icon: IconName; what: string }[] = [
  { name: 'Upload link', icon: 'prompt', what: 'A presigned PUT, good for this file alone.' },
  { name: 'S3', icon: 'upload', what: 'The photo arrives whole, or not at all.' },
  { name: 'EventBridge', icon: 'bolt', what: 'A rule sends it to the workflow.' },
  { name: 'Step Functions', icon: 'layers', what: 'Resize, retry, reject or tell of a failure.' },
  { name: 'Lambda', icon: 'drop', what: 'sharp develops every rendition.' },
  { name: 'SNS', icon: 'letter', what: 'Its owner hears what became of it.' },
];

/** What will happen, while nothing has happened yet. */
export const welcome = () =>
  h(
    'section',
    { class: 'welcome', 'aria-labelledby': 'welcome-title' },
    h('h2', { id: 'welcome-title' }, 'Drop a photo, and watch it develop.'),
    h('p', { class: 'lead' }, 'The way it takes on AWS, all of it on this machine:'),
    h(
      'ol',
      { class: 'stations' },
      ...stations.map(({ name, icon: picture, what }) =>
        h('li', {}, icon(picture, 22), h('strong', {}, name), h('span', {}, what)),
      ),
    ),
  );
