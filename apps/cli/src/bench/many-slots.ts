import { measureBareJobs } from './bare-jobs.js';
import type { BenchDay, SlotRecord } from './bench-day.js';
import { middleMean, percentile } from './median.js';
import { ROS_PERCENTAGE } from './payouts.js';
import { step } from './steps.js';

const SLOTS = 100;
/** Until then all must be queued. */
const FIRST_IN_MS = 8_000;
const EVERY_MS = 750;
/** Slots of both systems and bare jobs come one after the other, none beside another. */
const APART_MS = 250;
const P99 = 0.99;

export interface ManySlotsFigures {
  readonly queue100SlotsMs: number;
  readonly latenessP99Ms: number;
  readonly bareJobLatenessP99Ms: number;
  readonly latenessBeyondBareJobP99Ms: number;
  readonly latenessAfterHistory: number;
  readonly claimAfterHistory: number;
}

/**
 * 100 small slots of a new system, 100 of one that has many ended slots, and 100 bare jobs, in turn: how long queueing
 * takes, and how late each is. These slots are one chunk each: the end of a slot, which is a little after the commit of
 * its first payment, stands for it.
 */
export async function measureManySlots(plain: BenchDay, old: BenchDay): Promise<ManySlotsFigures> {
  const first = Date.now() + FIRST_IN_MS;
  const instants = (place: number): Date[] =>
    Array.from({ length: SLOTS }, (_, index) => new Date(first + index * EVERY_MS + place * APART_MS));
  const values = { rosPercentage: ROS_PERCENTAGE / 5 };
  const queue100SlotsMs = await step(`Queueing ${SLOTS} slots`, () => plain.queue(instants(0), values));
  await step(`Queueing ${SLOTS} slots where many have ended`, () => old.queue(instants(1), values));
  const [bare, plainSlots, oldSlots] = await step(`${SLOTS} slots of each and as many bare jobs`, () =>
    Promise.all([
      measureBareJobs(plain.environment['REDIS_URL'] ?? '', plain.environment['QUEUE_PREFIX'] ?? '', instants(2)),
      plain.slots(instants(0)[0] ?? new Date(first)),
      old.slots(instants(1)[0] ?? new Date(first)),
    ]),
  );
  const latenessP99Ms = percentile(plainSlots.map(paidAfter), P99);
  const bareJobLatenessP99Ms = percentile(bare, P99);
  return {
    queue100SlotsMs,
    latenessP99Ms,
    bareJobLatenessP99Ms,
    latenessBeyondBareJobP99Ms: latenessP99Ms - bareJobLatenessP99Ms,
    latenessAfterHistory: middleMean(oldSlots.map(paidAfter)) / middleMean(plainSlots.map(paidAfter)),
    claimAfterHistory: middleMean(oldSlots.map(claimedAfter)) / middleMean(plainSlots.map(claimedAfter)),
  };
}

function paidAfter({ executedAt, scheduledFor }: SlotRecord): number {
  return executedAt.getTime() - scheduledFor.getTime();
}

/** From its instant until it was found and claimed, which is when its planning began. */
function claimedAfter({ plan, scheduledFor }: SlotRecord): number {
  return plan === null ? Number.NaN : plan.at.getTime() - plan.tookMs - scheduledFor.getTime();
}
