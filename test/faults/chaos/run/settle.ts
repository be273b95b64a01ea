import { setTimeout as pause } from 'node:timers/promises';
import type { SeenSlot, Watch } from './watch.js';
import { isAtWork } from './watch.js';

/** After everything is up: a lease, a keeper's interval, and the payment of a small day, on however busy a machine. */
const SETTLED_WITHIN_MS = 120_000;
/** What is ordered for later than this is not waited for. */
const FAR_AHEAD_MS = 60_000;
const LOOK_EVERY_MS = 100;

/**
 * Waits until nothing is at work and nothing waits past its time.
 * @returns what never came to an end, in words
 */
export async function settle(watch: Watch): Promise<string[]> {
  let deadline = Date.now() + SETTLED_WITHIN_MS;
  let trouble: string;
  for (;;) {
    try {
      const slots = await watch.look();
      const waiting = slots.filter(isWaiting);
      const left = [...slots.filter(isAtWork), ...waiting];
      if (left.length === 0) return [];
      deadline = Math.max(deadline, ...waiting.map(({ scheduledFor }) => scheduledFor.getTime() + SETTLED_WITHIN_MS));
      trouble = left.map((slot) => `${slot.key} is ${describe(slot)}`).join('; ');
    } catch (error) {
      trouble = (error as Error).message;
    }
    if (Date.now() > deadline) return [`not settled within ${SETTLED_WITHIN_MS / 1_000} s: ${trouble}`];
    await pause(LOOK_EVERY_MS);
  }
}

function isWaiting({ status, scheduledFor }: SeenSlot): boolean {
  return status === 'PENDING' && scheduledFor.getTime() < Date.now() + FAR_AHEAD_MS;
}

function describe(slot: SeenSlot): string {
  const { status, attempts, scheduledFor, retryRequestedAt, run } = slot;
  const lateS = ((Date.now() - scheduledFor.getTime()) / 1_000).toFixed(1);
  const asked = JSON.stringify({ retryRequestedAt, run });
  return `${status} ${lateS} s after its instant, attempts ${attempts}, ${asked}`;
}
