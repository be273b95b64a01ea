import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import type { Slot } from './slot.js';
import { SlotStore } from './slot-store.js';

/** A request waits so long for its distribution unless it asks for another time (docs/specification.md 3.1). */
const USUAL_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Waits for distributions that were just started. */
@Injectable()
export class AwaitEnd {
  constructor(private readonly slots: SlotStore) {}

  /** @returns the distributions as they are when all have ended, or after so many milliseconds */
  async of(ids: readonly Types.ObjectId[], waitMs = USUAL_WAIT_MS): Promise<{ ended: boolean; distributions: Slot[] }> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      const distributions = await this.slots.byIds(ids);
      const ended = distributions.every(hasEnded);
      if (ended || performance.now() >= deadline) return { ended, distributions };
      await pause(LOOK_EVERY_MS);
    }
  }
}

function hasEnded({ run }: Slot): boolean {
  return run.state === 'ENDED';
}
