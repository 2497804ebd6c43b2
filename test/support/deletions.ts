import { setTimeout as wait } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { executionAt } from './ask-page.ts';
import type { OneMachine } from './one-machine.ts';

/** A client of the buckets that uploads and deletes, and knows when all that has been followed. */
export class Deleter implements Disposable {
  readonly #machine: OneMachine;
  readonly #s3: S3Client;
  readonly #states: SFNClient;
  #uploads = 0;
  #deletions = 0;

  constructor(machine: OneMachine) {
    this.#machine = machine;
    this.#s3 = new S3Client({ ...machine.client, forcePathStyle: true });
    this.#states = new SFNClient(machine.client);
  }

  get #outputs() {
    return this.#machine.live.snapshot.about.outputs;
  }

  async upload(Key: string, Body: Uint8Array): Promise<string> {
    this.#uploads += 1;
    const { VersionId = '' } = await this.#s3.send(
      new PutObjectCommand({ Bucket: this.#outputs.UploadsBucketName, Key, Body }),
    );
    return VersionId;
  }

  /** Leaves a delete marker, or deletes this version for good. */
  async delete(Key: string, VersionId?: string): Promise<string> {
    this.#deletions += 1;
    const deleted = await this.#s3.send(
      new DeleteObjectCommand({ Bucket: this.#outputs.UploadsBucketName, Key, VersionId }),
    );
    return deleted.VersionId ?? '';
  }

  /** The version that the key holds, if it holds any, and all that it has: uploads and delete markers. */
  async versions(key: string): Promise<{ current: string | undefined; all: string[] }> {
    const { Versions = [], DeleteMarkers = [] } = await this.#s3.send(
      new ListObjectVersionsCommand({ Bucket: this.#outputs.UploadsBucketName, Prefix: key }),
    );
    const current = Versions.find(({ Key, IsLatest }) => Key === key && IsLatest)?.VersionId;
    const all = [...Versions, ...DeleteMarkers].filter(({ Key }) => Key === key);
    return { current, all: all.map(({ VersionId = '' }) => VersionId) };
  }

  /** What stands in the thumbnails bucket, each with the version that it was made from. */
  async made(): Promise<Record<string, string | undefined>> {
    const Bucket = this.#outputs.ThumbnailsBucketName;
    const { Contents = [] } = await this.#s3.send(new ListObjectsV2Command({ Bucket }));
    const found = Contents.map(async ({ Key = '' }) => {
      const { Metadata } = await this.#s3.send(new HeadObjectCommand({ Bucket, Key }));
      return [Key, Metadata?.['version-id']] as const;
    });
    return Object.fromEntries(await Promise.all(found));
  }

  /** Every event has had its execution, those of photos that came back too, and all of them have ended. */
  async settled(): Promise<void> {
    const { StateMachineArn = '', DeletionStateMachineArn = '' } = this.#outputs;
    for (;;) {
      const deletions = await this.#ended(DeletionStateMachineArn);
      const photos = await this.#ended(StateMachineArn);
      if (deletions?.length === this.#deletions) {
        const announced = await Promise.all(deletions.map((arn) => this.#announces(arn)));
        if (photos?.length === this.#uploads + announced.filter((each) => each).length) return;
      }
      await wait(20);
    }
  }

  /** Undefined while one of them runs. */
  async #ended(stateMachineArn: string): Promise<string[] | undefined> {
    const arns: string[] = [];
    for await (const { executions = [] } of paginateListExecutions(
      { client: this.#states },
      { stateMachineArn },
    )) {
      for (const { status, executionArn = '' } of executions) {
        if (status === 'RUNNING') return undefined;
        if (status !== 'SUCCEEDED') throw new Error(`${executionArn} has ${status}`);
        arns.push(executionArn);
      }
    }
    return arns;
  }

  async #announces(arn: string): Promise<boolean> {
    const { visits } = await executionAt(this.#machine, arn);
    return visits.at(-1)?.state === 'Announce Photo';
  }

  [Symbol.dispose](): void {
    this.#s3.destroy();
    this.#states.destroy();
  }
}
