import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for a state, not for a time.
 * @param what for the message when it never comes
 * @param look returns the state, or undefined, null or false while it is not there
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  { withinMs = 30_000, everyMs = 25 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let lastError: unknown;
  for (;;) {
    try {
      const state = await look();
      if (state !== undefined && state !== null && state !== false) return state;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`, { cause: lastError });
    await pause(everyMs);
  }
}
