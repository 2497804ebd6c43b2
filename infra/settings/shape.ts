/** What a deployment can be told: docs/settings.md describes each for the one who sets it. */
export interface Settings {
  /** Never empty, and each name is there once. */
  renditions: readonly Rendition[];
  /** Each prefix is there once, and in uploads.prefix. */
  rules: readonly RenditionRule[];
  uploads: {
    /** Ends with a slash, and is nothing that StringMatches or a rule could take for a pattern. */
    prefix: string;
    maxBytes: number;
    maxPixels: number;
    /** An existing bucket: never changed, so what it lacks is said at synth. */
    bucket?: string;
    kmsKeyArn?: string;
    onReject: 'keep' | 'delete';
  };
  thumbnails: { bucket?: string };
  delivery: {
    mode: 'direct' | 'buffered' | 'express';
    /** Means something in the mode `buffered` alone. */
    maxConcurrency: number;
    batchSize: number;
  };
  links: {
    auth: 'iam' | 'none';
    lifetimeSeconds: number;
    /** Either origins, or `*` by itself. */
    origins: readonly string[];
    /** Off unless given: an account that is new has too small a quota for any. */
    reservedConcurrency?: number;
  };
  notify: {
    emails: readonly string[];
    subscribers: readonly Subscriber[];
    /** Who gets the alarms, and where they say that the runbook is. */
    alarms: readonly string[];
    runbook?: string;
  };
  /** Whether what was made of a photo goes with it. */
  deletes: 'follow' | 'keep';
  observability: 'on' | 'off';
}

/** The same as functions/shared/renditions.ts has, which infra/ may not import: a test compares them. */
export interface Rendition {
  name: string;
  width?: number;
  height?: number;
  fit: 'inside' | 'cover' | 'contain';
  format: 'jpeg' | 'webp' | 'avif' | 'png';
  quality: number;
}

export interface RenditionRule {
  prefix: string;
  renditions: readonly Rendition[];
}

/** A machine that is told of photos. */
export interface Subscriber {
  to: string;
  statuses?: readonly ('done' | 'rejected' | 'failed' | 'deleted')[];
  prefix?: string;
}

/** Settings that stand in no group. */
type Single = 'renditions' | 'rules' | 'deletes' | 'observability';
type Group = Exclude<keyof Settings, Single>;

/** Where a setting stands: `delivery.mode` is the mode in the group delivery. */
export type Path = Single | { [G in Group]: `${G}.${keyof Settings[G] & string}` }[Group];

export type ValueAt<P extends Path> = P extends `${infer G extends Group}.${infer Name}`
  ? Settings[G][Name & keyof Settings[G]]
  : Settings[P & Single];

export type Values = { [P in Path]?: ValueAt<P> };
