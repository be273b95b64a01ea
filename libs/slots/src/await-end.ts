import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import type { Distribution } from './distribution.schema.js';
import { SlotStore } from './slot-store.js';

/** Spec.md 3.1: a request waits at most this long for its distribution. */
const LONGEST_WAIT_MS = 25_000;
const LOOK_EVERY_MS = 100;

/** Waits for distributions that were just started. */
@Injectable()
export class AwaitEnd {
  constructor(private readonly slots: SlotStore) {}

  /** @returns the distributions as they are when all have ended, or after 25 seconds */
  async of(ids: readonly Types.ObjectId[]): Promise<{ ended: boolean; distributions: Distribution[] }> {
    const deadline = Date.now() + LONGEST_WAIT_MS;
    for (;;) {
      const distributions = (await Promise.all(ids.map((id) => this.slots.byId(id)))).filter((found) => found !== null);
      const ended = distributions.every(hasEnded);
      if (ended || Date.now() >= deadline) return { ended, distributions };
      await pause(LOOK_EVERY_MS);
    }
  }
}

function hasEnded({ run }: Distribution): boolean {
  return run.state === 'ENDED';
}
