import type { S3Requests } from '../requests.ts';
import { type Group, gigabyte, type Usage } from '../usage.ts';
import { monthDays, type Workload } from '../workload.ts';

export function s3RequestUsage(photos: number, group: Group, { writes, reads }: S3Requests): Usage[] {
  const usage: Usage[] = [
    { group, service: 'S3', what: `${writes} PUT`, price: 's3Write', amount: photos * writes },
    { group, service: 'S3', what: `${reads} GET and HEAD`, price: 's3Read', amount: photos * reads },
  ];
  return usage.filter(({ amount }) => amount > 0);
}

export function s3StorageUsage(
  { photos, megabytes, storedDays, overwritten }: Workload,
  renditionBytes: number,
  noncurrentDays: number | undefined,
): Usage[] {
  const kept = (bytes: number, days: number) => ((bytes / gigabyte) * days) / monthDays;
  const usage: Usage[] = [
    {
      ...{ group: 'storage', service: 'S3', what: `photos, ${storedDays} days`, price: 's3GbMonth' },
      amount: kept(photos * (1 - overwritten) * megabytes * 1e6, storedDays),
    },
    {
      ...{ group: 'storage', service: 'S3', what: `renditions, ${storedDays} days`, price: 's3GbMonth' },
      amount: kept(photos * (1 - overwritten) * renditionBytes, storedDays),
    },
    {
      ...{ group: 'storage', service: 'S3', price: 's3GbMonth' },
      what: `replaced photos, ${Math.min(storedDays, noncurrentDays ?? storedDays)} days`,
      amount: kept(
        photos * overwritten * megabytes * 1e6,
        Math.min(storedDays, noncurrentDays ?? storedDays),
      ),
    },
  ];
  return usage.filter(({ amount }) => amount > 0);
}
