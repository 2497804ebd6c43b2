export * from './buffered-trigger.ts';
export * from './direct-trigger.ts';
export * from './ending-teller.ts';
export * from './notices.ts';
export * from './photo-buckets.ts';
export * from './photo-machine.ts';
export type { Photos } from './photos.ts';
export type { Rendition } from './rendition.ts';
export * from './upload-links.ts';
