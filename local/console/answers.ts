import { type ServerResponse, STATUS_CODES } from 'node:http';

/** Says what is wrong and what to do, to whoever called. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export function answer(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json', value);
}

/** https://www.rfc-editor.org/rfc/rfc9457 */
export function refuse(response: ServerResponse, { status, message }: Problem): void {
  if (response.headersSent) return void response.destroy();
  send(response, status, 'application/problem+json', {
    title: STATUS_CODES[status],
    status,
    detail: message,
  });
}

function send(response: ServerResponse, status: number, type: string, value: unknown): void {
  response
    .writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
}
