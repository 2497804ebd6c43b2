import type { Observer } from '../../functions/shared/observed.ts';

/** Keeps what a handler shows of its work. */
export function recordingObserver() {
  const lines: { message: string; [field: string]: unknown }[] = [];
  const counts: Record<string, number> = {};
  const observer: Observer = {
    log: {
      info: (message, fields) => void lines.push({ message, ...fields }),
      error: (message, fields) => void lines.push({ message, ...fields }),
    },
    count: (metric, value = 1, dimensions = {}) => {
      const name = [metric, ...Object.values(dimensions)].join(' ');
      counts[name] = (counts[name] ?? 0) + value;
    },
  };
  return { observer, lines, counts };
}
