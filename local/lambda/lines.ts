import { StringDecoder } from 'node:string_decoder';

/** As long as an entry of a log may be on AWS; what is longer is cut into several. */
const longestLine = 256 * 1024;

/** Makes lines of chunks, and holds no more than one line at a time. */
export class Lines {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  push(chunk: Buffer): string[] {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length < longestLine) return lines;
    lines.push(this.rest);
    this.rest = '';
    return lines;
  }

  end(): string[] {
    const last = this.rest + this.decoder.end();
    this.rest = '';
    return last === '' ? [] : [last];
  }
}
