import { progressLine } from '../terminal/progress.js';

/** Progress of one piece of work after the other, each with an estimate, on stderr. */
export function progressLines(): { at: (what: string, done: number, total: number) => void; end: () => void } {
  let current: { what: string; line: ReturnType<typeof progressLine> } | null = null;
  const end = (): void => {
    current?.line.end();
    current = null;
  };
  return {
    at: (what, done, total) => {
      if (current?.what !== what) {
        end();
        current = { what, line: progressLine(what, total) };
      }
      if (total > 0) current.line.at(done);
    },
    end,
  };
}
