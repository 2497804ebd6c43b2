/** What the clients did, and what they were answered. */
export interface Ledger {
  sent: readonly Sent[];
  /** Keys that were deleted after their last upload. */
  deleted: ReadonlySet<string>;
}

/** One upload; no two have the same bytes. */
export interface Sent {
  key: string;
  kind: string;
  /** The MD5 of its bytes, which S3 calls by the name of ETag. */
  etag: string;
  /** The store has said that it has it. */
  acknowledged: boolean;
  /** Undefined for what is no picture: it has to be rejected. */
  picture: Picture | undefined;
}

export interface Picture {
  width: number;
  height: number;
  /** It has this one alone, so that a rendition shows what it was made of. */
  colour: readonly number[];
}
