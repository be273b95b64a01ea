/** How often a terminal is redrawn, and how often a log gets a line. */
const REDRAW_MS = 100;
const LOG_EVERY_MS = 5_000;

/** Progress of something that may take longer than a second, on stderr; a terminal sees one line that moves. */
export function progressLine(what: string, total: number): { at: (done: number) => void; end: () => void } {
  const terminal = process.stderr.isTTY;
  const started = Date.now();
  let drawnAt = started;
  let drawn = false;
  return {
    at: (done) => {
      if (Date.now() - drawnAt < (terminal ? REDRAW_MS : LOG_EVERY_MS)) return;
      drawnAt = Date.now();
      drawn = true;
      const text = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${what}${estimate(started, done, total)}`;
      process.stderr.write(terminal ? `\r${text}\u001b[K` : `${text}\n`);
    },
    end: () => {
      if (terminal && drawn) process.stderr.write('\r\u001b[K');
    },
  };
}

/** Before this, a guess would jump about. */
const ESTIMATE_AFTER_MS = 3_000;

function estimate(started: number, done: number, total: number): string {
  const passed = Date.now() - started;
  if (passed < ESTIMATE_AFTER_MS || done <= 0 || done >= total) return '';
  const seconds = Math.ceil(((passed / done) * (total - done)) / 1_000);
  return seconds < 90 ? `, about ${seconds} s left` : `, about ${Math.round(seconds / 60)} min left`;
}
