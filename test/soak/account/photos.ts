import type { Ledger, Sent } from './ledger.ts';
import type { Execution, Notice, UploadVersion, World } from './world.ts';

/** One version of an upload, with all that was seen of it. */
export interface Photo extends UploadVersion {
  /** Undefined when no client of ours sent it. */
  sent: Sent | undefined;
  standing: 'newest' | 'overwritten' | 'deleted';
  /** Its place among the versions of its key, the newest first. */
  age: number;
  /** In the order in which they were published. */
  notices: readonly Notice[];
  executions: readonly Execution[];
}

export interface PhotoEnd {
  key: string;
  versionId: string;
  kind: string;
  /** done, rejected, failed, "in <queue>" or several of them in their order; superseded, deleted; lost. */
  end: string;
  /** How often a notice came again. */
  repeated: number;
}

/** Each version in the listing, by its version's id. */
export function photosOf(world: World, ledger: Ledger): Map<string, Photo> {
  const versions = Map.groupBy(world.uploads, ({ key }) => key);
  const sent = new Map(ledger.sent.map((each) => [`${each.etag} ${each.key}`, each]));
  const executions = Map.groupBy(world.executions, ({ versionId }) => versionId);
  const versionOf = new Map(world.executions.map(({ arn, versionId }) => [arn, versionId]));
  const notices = Map.groupBy(
    world.notices,
    // The machine's own notice of a failure knows no version: its execution does.
    ({ versionId, execution }) => versionId ?? versionOf.get(execution),
  );
  return new Map(
    world.uploads
      .filter(({ marker }) => !marker)
      .map((version) => {
        const { key, etag, versionId } = version;
        const all = versions.get(key) ?? [];
        return [
          versionId,
          {
            ...version,
            sent: sent.get(`${etag} ${key}`),
            standing: standingOf(version, all[0]),
            age: all.indexOf(version),
            notices: notices.get(versionId) ?? [],
            executions: executions.get(versionId) ?? [],
          },
        ];
      }),
  );
}

function standingOf(version: UploadVersion, newest: UploadVersion | undefined): Photo['standing'] {
  if (version === newest) return 'newest';
  return newest?.marker ? 'deleted' : 'overwritten';
}
