import { columns, legible } from '../terminal.ts';

/** How far the uploads are. */
export interface Progress extends Disposable {
  /** A bar for one file; it is over when the bar is disposed of. */
  begin(file: string): Bar;
  /** Writes something above the bars. */
  print(write: () => void): void;
}

interface Bar extends Disposable {
  /** From 0 to 1. */
  at(share: number): void;
}

const nothing: Progress = {
  begin: () => ({ at() {}, [Symbol.dispose]() {} }),
  print: (write) => write(),
  [Symbol.dispose]() {},
};

const clearLine = '\x1b[2K';
const clearLineAbove = `\x1b[1A${clearLine}`;
const wrap = { off: '\x1b[?7l', on: '\x1b[?7h' };
const repaintMs = 100;

/** Bars on a terminal; elsewhere nothing, since a pipe or a log has no use for them. */
export function progressOn(stream: NodeJS.WriteStream, files: number): Progress {
  return stream.isTTY ? bars(stream, files) : nothing;
}

/**
 * One bar for each file that is on its way, and a line for all. The name comes last and wrapping is off, so that a
 * narrow terminal cuts names, whatever width their characters have, and never breaks the picture.
 */
function bars(stream: NodeJS.WriteStream, files: number): Progress {
  const open = new Map<object, { file: string; share: number }>();
  let finished = 0;
  let drawn = 0;
  const clear = () => {
    if (drawn > 0) stream.write(`\r${clearLine}${clearLineAbove.repeat(drawn)}`);
    drawn = 0;
  };
  const draw = () => {
    clear();
    const room = Math.max(1, (stream.rows ?? 24) - 2);
    const shown = [...open.values()].slice(0, room);
    const lines = shown.map(({ file, share }) => `${picture(share, stream)} ${legible(file)}`);
    if (files > 1) lines.push(`${finished} of ${files} sent`);
    stream.write(wrap.off + lines.map((line) => `${line}\n`).join('') + wrap.on);
    drawn = lines.length;
  };
  const timer = setInterval(draw, repaintMs).unref();
  return {
    begin(file) {
      const bar = { file, share: 0 };
      open.set(bar, bar);
      return {
        at(share) {
          bar.share = share;
        },
        [Symbol.dispose]() {
          open.delete(bar);
          finished += 1;
        },
      };
    },
    print(write) {
      clear();
      write();
      draw();
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      clear();
    },
  };
}

/** A third of the line at most. */
function picture(share: number, stream: NodeJS.WriteStream): string {
  const width = Math.max(4, Math.min(24, Math.floor(columns(stream) / 3)));
  const full = Math.floor(Math.min(1, share) * width);
  const percent = `${Math.floor(Math.min(1, share) * 100)}`.padStart(3);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${percent} %`;
}
