/**
 * Lines that change in place on a terminal; elsewhere each change is a line of its own.
 * @param stream where to write
 */
export function liveLines(stream: NodeJS.WriteStream): { show: (lines: readonly string[]) => void; end: () => void } {
  let shown: readonly string[] = [];
  return {
    show: (lines) => {
      if (stream.isTTY) {
        const up = shown.length > 0 ? `\u001b[${shown.length}A` : '';
        stream.write(up + lines.map((line) => `\u001b[2K${line}\n`).join(''));
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
