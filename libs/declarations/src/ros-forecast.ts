import { assessStake, type Assessment, type RosRules } from '#lib/distributions';
import { microsFromStored, moneyToDecimal } from '#lib/database';
import { ZERO, addMoney, moneyFromMicros, type Money, type Rate } from '#lib/money';
import type { ActivatedStakeRecord } from '#lib/stakes';

/** A slot, as far as its ROS goes. */
export interface RosSlot {
  readonly rate: Rate;
  readonly scheduledFor: Date;
}

/** What a slot would pay of ROS. */
export interface RosResult {
  readonly stakes: number;
  readonly users: number;
  readonly total: Money;
  /** Stakes that reach their cap with this slot's payout. */
  readonly capped: number;
  /** Stakes that cannot be paid, by reason. */
  readonly unpayable: Readonly<Record<string, number>>;
}

interface Counts {
  stakes: number;
  users: number;
  lastUser: string | null;
  total: Money;
  capped: number;
  readonly unpayable: Record<string, number>;
}

/**
 * Works out what several slots would pay one after the other, by the payment's own rules. Stakes come owner by owner,
 * in any number of batches; nothing is kept but counts. Pure.
 */
export class RosForecast {
  private readonly counts: readonly { readonly slot: RosSlot; readonly rules: RosRules; readonly counts: Counts }[];

  /** @param slots in the order of their instants */
  constructor(slots: readonly RosSlot[], capPercent: number) {
    this.counts = slots.map((slot) => ({
      slot,
      rules: { rate: slot.rate, capPercent },
      counts: { stakes: 0, users: 0, lastUser: null, total: ZERO, capped: 0, unpayable: {} },
    }));
  }

  /** @param creditable as `assessStake` wants it, for all owners of these stakes */
  add(stakes: readonly ActivatedStakeRecord[], creditable: ReadonlyMap<string, boolean>): void {
    for (const stake of stakes) this.addStake(stake, creditable);
  }

  /** @returns one result per slot, in their order */
  results(): RosResult[] {
    return this.counts.map(({ counts: { stakes, users, total, capped, unpayable } }) => ({
      stakes,
      users,
      total,
      capped,
      unpayable,
    }));
  }

  /** A stake earns in one slot after the other, until it is COMPLETED. */
  private addStake(stake: ActivatedStakeRecord, creditable: ReadonlyMap<string, boolean>): void {
    let current = stake;
    for (const { slot, rules, counts } of this.counts) {
      if (slot.rate === 0n || current.activatedAt >= slot.scheduledFor) continue;
      const assessment = assessStake(current, creditable, rules);
      count(counts, assessment);
      if (assessment.kind === 'complete') return;
      if (assessment.kind === 'pay') {
        current = { ...current, totalEarned: earnedAfter(current, assessment.payout.amount) };
      }
    }
  }
}

function count(counts: Counts, assessment: Assessment): void {
  switch (assessment.kind) {
    case 'pay': {
      const { userId, amount, stake } = assessment.payout;
      const user = userId.toHexString();
      counts.stakes += 1;
      if (user !== counts.lastUser) counts.users += 1;
      counts.lastUser = user;
      counts.total = addMoney(counts.total, amount);
      if (stake?.reachesCap === true) counts.capped += 1;
      return;
    }
    case 'fail':
      counts.unpayable[assessment.reason] = (counts.unpayable[assessment.reason] ?? 0) + 1;
      return;
    case 'complete':
    case 'nothing':
      return;
  }
}

function earnedAfter({ totalEarned }: ActivatedStakeRecord, payout: Money) {
  return moneyToDecimal(addMoney(moneyFromMicros(microsFromStored(totalEarned) ?? 0n), payout));
}
