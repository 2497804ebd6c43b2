import type { About } from '../console/api.ts';

const whole = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

export const number = (value: number) => whole.format(value);

/** `2 photos` */
export const plural = (count: number, one: string, many = `${one}s`) =>
  `${number(count)} ${count === 1 ? one : many}`;

/** In units of a thousand, as file managers and disks count. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || Math.abs(scaled) >= 99.95 ? 0 : 1;
  return `${scaled.toFixed(digits)} ${units[unit]}`;
}

/** Milliseconds as somebody would say them. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(ms < 9_995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How much smaller, as a share; undefined where nothing was saved. */
export function saved(before: number, after: number): string | undefined {
  if (before <= 0 || after >= before) return undefined;
  const percent = (1 - after / before) * 100;
  return `${percent > 99.9 ? '99.9' : percent.toFixed(percent >= 99 ? 1 : 0)} %`;
}

/** Of today only the time. */
export function moment(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const time = clock.format(date);
  return date.toDateString() === now.toDateString() ? time : `${day.format(date)}, ${time}`;
}

const acting = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** Whoever uploads chooses names: characters that turn or break a line are shown as what they are. */
export function legible(text: string): string {
  return text.replace(acting, (each) => `\\u${(each.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** The same for text of several lines. */
export function legibleLines(text: string): string {
  return text
    .split('\n')
    .map((line) => legible(line.replaceAll('\t', '  ')))
    .join('\n');
}

/** How this copy of darkroom works, and what it was told to do wrong. */
export function modeOf({
  mode,
  maxConcurrency,
  faults,
}: Pick<About, 'mode' | 'maxConcurrency' | 'faults'>): string {
  const delivery = maxConcurrency === undefined ? mode : `${mode}, ${maxConcurrency} at a time`;
  return faults === undefined ? delivery : `${delivery}, with ${plural(faults, 'fault')}`;
}
