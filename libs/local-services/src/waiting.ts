import { setTimeout as delay } from 'node:timers/promises';

/** Polls until `ready` says true. Throws with `what` when `deadlineMs` has passed. */
export async function waitUntil(
  what: string,
  deadlineMs: number,
  ready: () => Promise<boolean> | boolean,
  everyMs = 20,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await ready())) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMs / 1000} s for ${what}`);
    await delay(everyMs);
  }
}
