const clearLine = '\r\x1b[2K';
const wrap = { off: '\x1b[?7l', on: '\x1b[?7h' };
const repaintMs = 100;

/** One line that is painted over, on a terminal; a narrow one cuts it off. Elsewhere nothing. */
export interface ProgressLine extends Disposable {
  show(text: string): void;
  /** Writes something in its place, and the line anew below. */
  print(write: () => void): void;
}

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return { show() {}, print: (write) => write(), [Symbol.dispose]() {} };
  let shown = '';
  let paintedAt = 0;
  const paint = () => {
    stream.write(`${clearLine}${wrap.off}${shown}${wrap.on}`);
    paintedAt = performance.now();
  };
  return {
    show(text) {
      shown = text;
      if (performance.now() - paintedAt >= repaintMs) paint();
    },
    print(write) {
      stream.write(clearLine);
      write();
      paint();
    },
    [Symbol.dispose]() {
      stream.write(clearLine);
    },
  };
}
