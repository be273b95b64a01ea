import { width } from './width.js';

/**
 * Lines that change in place on a terminal; elsewhere each change is a line of its own.
 * @param stream where to write
 */
export function liveLines(stream: NodeJS.WriteStream): { show: (lines: readonly string[]) => void; end: () => void } {
  let shown: readonly string[] = [];
  return {
    show: (lines) => {
      if (stream.isTTY) {
        const rows = shown.reduce((sum, line) => sum + rowsOf(line, stream.columns), 0);
        const up = rows > 0 ? `\u001b[${rows}A` : '';
        stream.write(`${up}\r\u001b[J${lines.map((line) => `${line}\n`).join('')}`);
      } else {
        lines.filter((line, index) => line !== shown[index]).forEach((line) => stream.write(`${line}\n`));
      }
      shown = [...lines];
    },
    end: () => {
      shown = [];
    },
  };
}

/** A line that is longer than the terminal is wide goes on in the next row. */
function rowsOf(line: string, columns: number): number {
  // One whose width nobody has set says 0.
  return columns > 0 ? Math.max(1, Math.ceil(width(line) / columns)) : 1;
}
