import { svg } from './element.ts';

/** Lines in a box of 20 × 20. */
const paths = {
  check: 'M4.5 10.5l3.7 3.7 7.3-8',
  cross: 'M5.5 5.5l9 9m0-9l-9 9',
  barred: 'M10 3a7 7 0 100 14 7 7 0 000-14zM5.2 5.2l9.6 9.6',
  clock: 'M10 3a7 7 0 100 14 7 7 0 000-14zM10 6.3V10l2.6 1.8',
  drop: 'M10 3c2.6 3.2 4.4 5.5 4.4 8.1a4.4 4.4 0 11-8.8 0C5.6 8.5 7.4 6.2 10 3z',
  layers: 'M10 3.5l7 3.5-7 3.5-7-3.5zM3.5 11l6.5 3.2L16.5 11',
  dash: 'M5 10h10',
  bin: 'M4.5 6h11M8 6V4h4v2M6 6l.7 10.5h6.6L14 6',
  retry: 'M15.8 9.2A6 6 0 104.9 13M16 4.5v4.7h-4.7',
  copy: 'M7.5 7.5h8v8h-8zM12.5 7.2V4.5h-8v8h2.7',
  close: 'M5.5 5.5l9 9m0-9l-9 9',
  upload: 'M10 13V4m0 0L6.5 7.5M10 4l3.5 3.5M4 13.5V16h12v-2.5',
  letter: 'M3.5 5.5h13v9.5h-13zM3.5 6l6.5 5 6.5-5',
  grid: 'M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z',
  prompt: 'M4.5 6l4 4-4 4M10.5 14.5h5',
  torn: 'M4 3.5h12v6l-2.5-1.5L11 10.5 8.5 8 6.3 9.8 4 8.5zM4 12.5l2.3 1.3 2.2-1.8 2.5 2.5 2.5-2.5L16 13.5v3H4z',
  bolt: 'M11 2.8L5 11.2h4.2L9 17.2l6-8.4h-4.2z',
  unplugged:
    'M3.5 16.5l3.2-3.2M6 9.5l4.5 4.5-1 1a3.2 3.2 0 01-4.5-4.5zM14 10.5L9.5 6l1-1A3.2 3.2 0 0115 9.5zM16.5 3.5l-1.7 1.7M11 13l2-2M7 9l2-2',
  bell: 'M5.5 13.5V9a4.5 4.5 0 019 0v4.5l1.3 1.7H4.2zM8.4 17.2h3.2',
  caught: 'M10 3.2L17.3 16H2.7zM10 8v3.7m0 1.9v.3',
} as const;

export type IconName = keyof typeof paths;

/** Beside words that say the same, so nobody has to hear of it. */
export function icon(name: IconName, size = 16): SVGSVGElement {
  return svg(
    'svg',
    {
      viewBox: '0 0 20 20',
      width: size,
      height: size,
      class: 'icon',
      'aria-hidden': 'true',
      focusable: 'false',
    },
    svg('path', { d: paths[name] }),
  );
}

/** The same, inside another picture. */
export const iconPath = (name: IconName) => svg('path', { d: paths[name], class: 'icon' });
