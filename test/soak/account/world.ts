// What can be seen of a darkroom from outside once nothing moves any more.

export interface World {
  /** All versions in the uploads bucket, of each key the newest first. */
  uploads: readonly UploadVersion[];
  renditions: readonly StoredRendition[];
  records: readonly StoredRecord[];
  /** In the order in which they were published. */
  notices: readonly Notice[];
  /** Messages in queues that nothing takes from. */
  letters: readonly Letter[];
  executions: readonly Execution[];
  injections: readonly Injection[];
  /** When the process was killed, in milliseconds. */
  deaths: readonly number[];
  /** What is still to be done, in words. */
  unfinished: readonly string[];
}

export interface UploadVersion {
  key: string;
  versionId: string;
  etag: string;
  /** A delete marker. */
  marker: boolean;
}

/** Which upload an object was made from, as its metadata says. */
export interface Provenance {
  etag: string;
  versionId: string;
  sequencer: string;
  claim: string;
  settings: string;
}

export interface StoredRendition {
  key: string;
  etag: string;
  provenance: Provenance | undefined;
  /** As its metadata says. */
  said: Size;
  /** As it decodes, or why it does not. */
  picture: (Size & { colour: readonly number[] }) | { broken: string };
  /** The digest of the bytes, and whether the stamp in them is that of the provenance. */
  md5: string;
  stamped: boolean;
}

interface Size {
  width: number;
  height: number;
}

export interface StoredRecord {
  key: string;
  status: string;
  versionId: string;
}

export interface Notice {
  id: string;
  status: 'done' | 'rejected' | 'failed' | 'deleted';
  key: string;
  versionId?: string;
  sequencer?: string;
  /** Who told. */
  execution: string;
  /** When it was decided, and when it was published: milliseconds. */
  decidedAt: number;
  publishedAt: number;
}

export interface Letter {
  queue: string;
  key: string;
  versionId?: string;
}

export interface Execution {
  arn: string;
  name: string;
  express: boolean;
  status: string;
  /** The state that it entered last. */
  state: string;
  key: string;
  versionId: string;
  /** When it noted that a notice was taken: from then on nothing has it tell that again. */
  toldAt: readonly number[];
  /** When it gave up waiting to hear that: the notice may be out all the same. */
  gaveUpAt: readonly number[];
}

/** A line of faults.jsonl. */
export interface Injection {
  at: string;
  do: string;
  rule: number;
  photo?: string;
  time: number;
}
