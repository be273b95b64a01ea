import { setTimeout as timer } from 'node:timers/promises';

/** Waits `ms` milliseconds, or less when `signal` fires; it never throws. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await timer(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
