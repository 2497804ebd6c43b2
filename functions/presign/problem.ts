import type { ProblemAnswer } from './answers.ts';

/** What every route answers with; CORS headers are the Function URL's own business. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

const titles = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

/** A request that cannot be answered: the caller reads `detail`, so it says what is wrong and what it may be. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: keyof typeof titles;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: keyof typeof titles, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}

/** RFC 9457. With `about:blank` the status says all there is to say, and the title is its name. */
export function problemAnswer({ status, detail, headers }: Problem): Answer {
  const body: ProblemAnswer = { type: 'about:blank', title: titles[status], status, detail };
  return jsonAnswer(status, body, { 'content-type': 'application/problem+json', ...headers });
}

/** Links are secrets and statuses change: nothing that we answer may be kept, or taken for a page. */
export function jsonAnswer(statusCode: number, body: object, headers: Record<string, string> = {}): Answer {
  return {
    statusCode,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** A caller's text as it may stand in a detail: short, quoted, and with no character that a terminal or page acts on. */
export function quoted(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(short).replace(
    /[^\x20-\x7e…]|[<>&']/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
