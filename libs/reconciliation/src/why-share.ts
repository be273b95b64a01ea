import { splitPoolFloor6, ZERO, type Money } from '#lib/money';
import type { SlotStatus } from '#lib/slots';
import { whyNotRun, type Outcome, type Owing } from './outcome.js';

/** What is recorded of a user's share of a pool in a slot. */
export interface ShareFacts extends Owing {
  readonly slot: { readonly status: SlotStatus; readonly reason: string | null; readonly isPlanned: boolean };
  readonly pool: Money;
  /** How many shared it when the shares were frozen. */
  readonly qualifiers: number;
  /** He was among them, with a share above zero. */
  readonly isAmong: boolean;
  /** Whether he qualifies now. */
  readonly qualifiesNow: boolean;
}

/** @returns what share was paid, or why none was. Pure. */
export function whyShare(facts: ShareFacts): Outcome {
  const { slot, pool, qualifiers, isAmong, qualifiesNow, entry, takenBack, failure, missing } = facts;
  const nothing = { knownFrom: 'then', amount: null, owed: missing?.amount ?? null, reason: null } as const;
  if (entry !== null) return { ...nothing, outcome: 'PAID', amount: entry.amount };
  if (failure !== null) return { ...nothing, outcome: 'FAILED', reason: missing?.reason ?? failure };
  if ((takenBack ?? null) !== null) return { ...nothing, outcome: 'REVERSED' };
  const notRun = whyNotRun(slot);
  if (notRun !== null) return notRun;
  if (missing !== null && slot.status === 'FAILED') {
    return { ...nothing, outcome: 'SLOT_FAILED', reason: missing.reason ?? slot.reason };
  }
  if (missing !== null) return { ...nothing, outcome: 'MISSING', reason: missing.reason };
  if (isAmong) return { ...nothing, outcome: 'NOT_KNOWN' };
  if (qualifiers === 0) return { ...nothing, outcome: 'NOBODY_QUALIFIED' };
  // Shares of nothing are not listed: who was among them cannot be told any more.
  if (qualifiesNow && splitPoolFloor6(pool, qualifiers).share === ZERO) {
    return { ...nothing, outcome: 'ROUNDS_TO_NOTHING', knownFrom: 'now' };
  }
  return { ...nothing, outcome: 'NOT_QUALIFIED' };
}
