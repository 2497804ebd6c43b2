import { gigabyte, type Usage } from '../usage.ts';
import { monthDays } from '../workload.ts';

export interface LogSource {
  what: string;
  bytesPerPhoto: number;
  keptDays: number;
}

/** Archived logs are compressed; AWS's own examples take 0.15. */
const compressed = 0.15;

export function logUsage(photos: number, sources: readonly LogSource[]): Usage[] {
  return sources.flatMap(({ what, bytesPerPhoto, keptDays }): Usage[] => {
    if (bytesPerPhoto === 0) return [];
    const gb = (photos * bytesPerPhoto) / gigabyte;
    const months = Math.min(keptDays, 10 * 365) / monthDays;
    return [
      {
        ...{ group: 'watching', service: 'CloudWatch Logs', price: 'logGb', amount: gb },
        what: `${what}, ${Math.round(bytesPerPhoto)} bytes a photo`,
      },
      {
        ...{
          group: 'watching',
          service: 'CloudWatch Logs',
          price: 'logGbMonth',
          amount: gb * compressed * months,
        },
        what: `${what}, kept ${keptDays} days`,
      },
    ];
  });
}

export interface Sampling {
  /** So many each second are traced whatever the rate. */
  reservoir: number;
  rate: number;
}

/** X-Ray's own, where nobody says otherwise. */
export const defaultSampling: Sampling = { reservoir: 1, rate: 0.05 };

/** Of requests that come evenly. */
export function tracesOf(requests: number, days: number, { reservoir, rate }: Sampling): number {
  const seconds = days * 86_400;
  const sure = Math.min(requests, reservoir * seconds);
  return sure + rate * (requests - sure);
}

export function traceUsage(what: string, traces: number): Usage[] {
  return traces === 0 ? [] : [{ group: 'watching', service: 'X-Ray', what, price: 'trace', amount: traces }];
}
