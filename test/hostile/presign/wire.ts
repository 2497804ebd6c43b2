import { connect } from 'node:net';

// HTTP as bytes: what fetch, Node's client and every proxy would mend or refuse has to reach the server as it is.

export type Fields = readonly (readonly [name: string, value: string])[];

/** A request. Texts of its head hold one byte in each character. */
export interface Wire {
  method: string;
  target: string;
  headers: Fields;
  body: Buffer;
}

export interface Answer {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: string;
}

export interface Heard {
  answers: Answer[];
  /** From the last byte that was sent to the end of the connection. */
  milliseconds: number;
}

/** Adds what is missing of Host, Content-Length and the end of the connection. */
export function bytesOf({ method, target, headers, body }: Wire, host: string): Buffer {
  const has = (name: string) => headers.some(([each]) => each.toLowerCase() === name);
  const framed = has('content-length') || has('transfer-encoding');
  const fields: Fields = [
    ...(has('host') ? [] : [['host', host] as const]),
    ...headers,
    ...(framed || ['GET', 'HEAD'].includes(method) ? [] : [['content-length', `${body.length}`] as const]),
    ...(has('connection') ? [] : [['connection', 'close'] as const]),
  ];
  const head = [`${method} ${target} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** Sends the bytes and hears the server out; `ends` says after them that nothing more will come. */
export async function exchange(
  origin: string,
  bytes: Buffer,
  { ends = false, patienceMs = 20_000 } = {},
): Promise<Heard> {
  const { hostname, port } = new URL(origin);
  const heard: Buffer[] = [];
  let sent = 0;
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    socket.on('data', (chunk) => heard.push(chunk));
    socket.on('error', () => {}); // a connection that is broken off is one that has ended
    socket.on('close', () => resolve());
    socket.setTimeout(patienceMs, () => {
      const text = Buffer.concat(heard).toString('latin1').slice(0, 200);
      reject(new Error(`The server neither answered nor hung up within ${patienceMs} ms: ${text}`));
      socket.destroy();
    });
    socket.write(bytes, () => {
      sent = performance.now();
    });
    if (ends) socket.end();
  });
  const milliseconds = performance.now() - sent;
  return {
    answers: answersIn(Buffer.concat(heard), bytes.subarray(0, 5).toString() === 'HEAD '),
    milliseconds,
  };
}

function answersIn(heard: Buffer, bodiless: boolean): Answer[] {
  const answers: Answer[] = [];
  let rest = heard.toString('latin1');
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(first) ?? [];
    if (end < 0 || status === undefined) throw new Error(`That is no answer: ${rest.slice(0, 200)}`);
    rest = rest.slice(end + 4);
    if (status.startsWith('1')) continue;
    const headers = new Map(lines.map((line) => fieldOf(line)));
    const length = Number(headers.get('content-length') ?? rest.length);
    const body = bodiless ? '' : rest.slice(0, length);
    rest = rest.slice(body.length);
    answers.push({ status: Number(status), headers, body: Buffer.from(body, 'latin1').toString() });
  }
  return answers;
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
