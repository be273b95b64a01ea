import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { Reversals, type PayoutType, type PayoutsOfUser } from '#lib/ledger';
import { ZERO, addMoney, moneyToNumber, sumMoney, type Money } from '#lib/money';
import type { Slot } from '#lib/slots';

/** Payouts of one type; money is USDT as a number. */
export interface PayoutSum {
  readonly type: PayoutType;
  readonly count: number;
  readonly amount: number;
}

/** What a reversal would take back as things stand. */
export interface ReversalPreview {
  /** Payouts by type, those that stand. */
  readonly entries: readonly PayoutSum[];
  readonly count: number;
  readonly users: number;
  readonly amount: number;
  /** Wallets that would fall below zero, and so would not be touched. */
  readonly belowZero: { readonly users: number; readonly count: number; readonly amount: number };
}

/** Users whose wallets are read at once. */
const AT_ONCE = 1_000;

/** Says what a reversal would take back; it only reads. */
@Injectable()
export class PreviewReversal {
  constructor(
    private readonly reversals: Reversals,
    private readonly accounts: Accounts,
  ) {}

  /** @param signal aborted when nobody waits for it any more */
  async of(slots: readonly Slot[], signal?: AbortSignal): Promise<ReversalPreview> {
    const types = new Map<PayoutType, { count: number; amount: Money }>();
    const below = { users: 0, count: 0, amount: ZERO };
    let users = 0;
    const add = async (some: readonly PayoutsOfUser[]): Promise<void> => {
      for (const { payouts } of some) {
        for (const { type, amount } of payouts) {
          const sum = types.get(type) ?? { count: 0, amount: ZERO };
          types.set(type, { count: sum.count + 1, amount: addMoney(sum.amount, amount) });
        }
      }
      users += some.length;
      for (const { payouts } of await this.withoutEnough(some)) {
        below.users += 1;
        below.count += payouts.length;
        below.amount = addMoney(below.amount, totalOf(payouts));
      }
    };
    for await (const some of inSlices(this.reversals.standing(idsOf(slots), signal))) await add(some);
    const entries = [...types].map(([type, { count, amount }]) => ({ type, count, amount: moneyToNumber(amount) }));
    return {
      entries: entries.sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type)),
      count: entries.reduce((sum, { count }) => sum + count, 0),
      users,
      amount: moneyToNumber(sumMoney([...types.values()].map(({ amount }) => amount))),
      belowZero: { ...below, amount: moneyToNumber(below.amount) },
    };
  }

  private async withoutEnough(some: readonly PayoutsOfUser[]): Promise<readonly PayoutsOfUser[]> {
    const wallets = await this.accounts.balances(some.map(({ userId }) => userId));
    return some.filter(({ userId, payouts }) => {
      const balance = wallets.get(userId.toHexString())?.balance ?? null;
      return balance === null || balance < totalOf(payouts);
    });
  }
}

const ORDER: readonly PayoutType[] = ['ROI_EARNED', 'PREMIUM_POOL', 'PERFORMANCE_POOL'];

function totalOf(payouts: PayoutsOfUser['payouts']): Money {
  return sumMoney(payouts.map(({ amount }) => amount));
}

function idsOf(slots: readonly Slot[]): Types.ObjectId[] {
  return slots.map(({ _id }) => _id);
}

async function* inSlices(users: AsyncIterable<PayoutsOfUser>): AsyncGenerator<readonly PayoutsOfUser[]> {
  let slice: PayoutsOfUser[] = [];
  for await (const user of users) {
    slice.push(user);
    if (slice.length < AT_ONCE) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
