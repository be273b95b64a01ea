import { assessStake, type ActivatedStakeRecord } from '#lib/stakes';
import { microsFromStored, type StoredBalance } from '#lib/database';
import { ZERO, addMoney, cappedRosPayoutFloor6, moneyFromMicros, type Money, type Rate } from '#lib/money';

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
  /** Due stakes that have earned up to their cap before this slot. */
  readonly atCap: number;
  /** Due stakes whose payout rounds down to nothing. */
  readonly nothing: number;
  /** Stakes that cannot be paid, by reason. */
  readonly unpayable: Readonly<Record<string, number>>;
  /** Of the stakes that were looked at, those that are activated at this slot's instant or later. */
  readonly activatedLater: number;
}

/** What a slot without ROS would pay of it. */
export const NO_ROS: RosResult = {
  stakes: 0,
  users: 0,
  total: ZERO,
  capped: 0,
  atCap: 0,
  nothing: 0,
  unpayable: {},
  activatedLater: 0,
};

interface CountedSlot extends RosSlot {
  stakes: number;
  users: number;
  lastUser: string | null;
  total: Money;
  capped: number;
  atCap: number;
  nothing: number;
  readonly unpayable: Record<string, number>;
  activatedLater: number;
}

/**
 * Works out what several slots would pay one after the other. Whether a stake can be paid is the payment's own
 * judgement; what it earns is the payment's own arithmetic, over the slots until its cap. Stakes come owner by owner,
 * in any number of batches; nothing is kept but counts. Pure.
 */
export class RosForecast {
  private readonly slots: readonly CountedSlot[];

  /** @param slots in the order of their instants */
  constructor(
    slots: readonly RosSlot[],
    private readonly capPercent: number,
  ) {
    this.slots = slots.map(({ rate, scheduledFor }) => ({
      ...NO_ROS,
      rate,
      scheduledFor,
      lastUser: null,
      unpayable: {},
    }));
  }

  /** @param wallets as `assessStake` wants them, of all owners of these stakes */
  add(stakes: readonly ActivatedStakeRecord[], wallets: ReadonlyMap<string, StoredBalance>): void {
    for (const stake of stakes) this.addStake(stake, wallets);
  }

  /** @returns one result per slot, in their order */
  results(): RosResult[] {
    return this.slots.map(({ rate: _rate, scheduledFor: _at, lastUser: _user, ...result }) => result);
  }

  private addStake(stake: ActivatedStakeRecord, wallets: ReadonlyMap<string, StoredBalance>): void {
    const due: CountedSlot[] = [];
    for (const slot of this.slots) {
      if (slot.rate === 0n) continue;
      if (stake.activatedAt < slot.scheduledFor) due.push(slot);
      else slot.activatedLater += 1;
    }
    const [first] = due;
    if (first === undefined) return;
    const assessment = assessStake(stake, wallets, { rate: first.rate, capPercent: this.capPercent });
    if (assessment.kind === 'fail') {
      for (const { unpayable } of due) unpayable[assessment.reason] = (unpayable[assessment.reason] ?? 0) + 1;
    } else {
      this.earn(stake, due);
    }
  }

  /** A stake earns in one slot after the other until it reaches its cap; then it is COMPLETED and due nothing more. */
  private earn(stake: ActivatedStakeRecord, due: readonly CountedSlot[]): void {
    const { capPercent } = this;
    const user = String(stake.userId);
    const amount = storedMoney(stake.amount);
    let totalEarned = storedMoney(stake.totalEarned);
    for (const slot of due) {
      const { payout, reachesCap } = cappedRosPayoutFloor6({ amount, totalEarned, rate: slot.rate, capPercent });
      if (payout > ZERO) count(slot, user, payout, reachesCap);
      else if (reachesCap) slot.atCap += 1;
      else slot.nothing += 1;
      totalEarned = addMoney(totalEarned, payout);
    }
  }
}

function count(slot: CountedSlot, user: string, payout: Money, reachesCap: boolean): void {
  slot.stakes += 1;
  if (user !== slot.lastUser) slot.users += 1;
  slot.lastUser = user;
  slot.total = addMoney(slot.total, payout);
  if (reachesCap) slot.capped += 1;
}

/** Of a stake that was found sound: nothing stored means nothing earned. */
function storedMoney(value: unknown): Money {
  return moneyFromMicros(microsFromStored(value) ?? 0n);
}
