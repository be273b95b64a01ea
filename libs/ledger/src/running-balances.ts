import type { Types } from 'mongoose';
import { addMoney, type Money } from '#lib/money';

/** What balances come to with each of the amounts of one posting, one behind the other. */
export class RunningBalances {
  private readonly held = new Map<string, Money>();

  /**
   * @param before what was there before the first of them
   * @returns what is there after this one
   */
  add(id: Types.ObjectId, before: Money, amount: Money): Money {
    const key = id.toHexString();
    const after = addMoney(this.held.get(key) ?? before, amount);
    this.held.set(key, after);
    return after;
  }
}
