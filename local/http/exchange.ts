import type { IncomingHttpHeaders } from 'node:http';

/** A request whose body is here as a whole. */
export interface HttpExchange {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
}

/** One of AWS's, as this machine has it. */
export type Service = (exchange: HttpExchange) => Promise<HttpAnswer>;
