import { setTimeout as pause } from 'node:timers/promises';

/**
 * How long a test waits for what surely comes. Only a test that fails waits so long: what takes a second on an idle
 * machine takes a minute on one that builds and tests other things.
 */
export const DEADLINE_MS = 180_000;

/**
 * Waits for a state, not for a time.
 * @param what for the message when it never comes
 * @param look returns the state, or undefined, null or false while it is not there
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  { withinMs = DEADLINE_MS, everyMs = 25 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const end = new AbortController();
  const deadline = Date.now() + withinMs;
  // A look that never returns must not keep the test from failing with a message.
  const overdue = pause(withinMs, 'overdue' as const, { signal: end.signal });
  overdue.catch(() => undefined);
  let lastError: unknown;
  try {
    for (;;) {
      try {
        const state = await Promise.race([look(), overdue]);
        if (state === 'overdue') throw new Error('the last look has not returned');
        if (state !== undefined && state !== null && state !== false) return state;
        lastError = undefined;
      } catch (error) {
        lastError = error;
      }
      if (Date.now() >= deadline) throw new Error(`${what}: not within ${withinMs} ms`, { cause: lastError });
      await pause(everyMs);
    }
  } finally {
    end.abort();
  }
}
