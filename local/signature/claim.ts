import type { Scope } from './canonical.ts';

/** What a request says of itself, well-formed but not yet believed. */
export interface Claim {
  presigned: boolean;
  accessKeyId: string;
  scope: Scope;
  /** 20261121T110000Z */
  timestamp: string;
  signedHeaders: readonly string[];
  signature: string;
  token?: string;
  /** Of a presigned link. */
  lifetimeSeconds?: number;
}
