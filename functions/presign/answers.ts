import type { PhotoStatus } from '../shared/status.ts';

// What the Function URL answers, as its clients read it.

/** To `POST /`: what to send, and where. */
export interface UploadLink {
  method: 'PUT';
  url: string;
  /** All of them have to be sent as they are. */
  headers: Record<string, string>;
  key: string;
  expiresAt: string;
}

/** To `GET /?key=…`. */
export interface PhotoAnswer extends Pick<PhotoStatus, 'status' | 'reason' | 'detail'> {
  key: string;
  /** Each with a link that works for as long as an upload link. */
  renditions: (Omit<PhotoStatus['renditions'][number], 'key'> & { url: string })[];
}

/** To what cannot be answered: RFC 9457. */
export interface ProblemAnswer {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
}
