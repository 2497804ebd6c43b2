import type { DatabaseSync } from 'node:sqlite';
import type { BucketSpec } from '../../deployment.ts';

/** A bucket that was versioned once has versions for good: without versioning it is suspended. */
type Versioning = 'Enabled' | 'Suspended' | undefined;

export interface Bucket extends BucketSpec {
  /** Milliseconds. */
  created: number;
  versioning: Versioning;
}

/** The buckets of the template, with what the store knows about them. */
export function openBuckets(
  database: DatabaseSync,
  specs: readonly BucketSpec[],
  now: number,
): ReadonlyMap<string, Bucket> {
  const insert = database.prepare(
    `INSERT INTO buckets (name, created, versioned) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET versioned = max(versioned, excluded.versioned)`,
  );
  const select = database.prepare('SELECT created, versioned FROM buckets WHERE name = ?');
  return new Map(
    specs.map((spec) => {
      insert.run(spec.name, now, spec.versioned ? 1 : 0);
      const row = select.get(spec.name);
      const versioning = spec.versioned ? 'Enabled' : row?.versioned === 1 ? 'Suspended' : undefined;
      return [spec.name, { ...spec, created: Number(row?.created), versioning }];
    }),
  );
}
