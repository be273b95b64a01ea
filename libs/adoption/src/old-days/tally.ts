import type { Types } from 'mongoose';
import { ZERO, addMoney, formatMoney, formatRate, type Money } from '#lib/money';
import type { OldSlot } from './old-slot.js';
import type { OldSlotLine } from './report.js';
import type { OldOutcome } from './who-is-owed.js';

/** Counts of one slot while users are read. */
export class Tally {
  due = 0;
  paid = 0;
  nothing = 0;
  unclear = 0;
  owed = 0;
  unpayable = 0;
  amount: Money = ZERO;
  chunks = 0;
  waiting: Types.ObjectId[] = [];

  constructor(readonly slot: OldSlot) {}

  count(outcome: OldOutcome): void {
    if (outcome.kind === 'not-due' || outcome.kind === 'without-activation') return;
    this.due += 1;
    if (outcome.kind === 'owed' && outcome.amount === null) {
      this.unpayable += 1;
      return;
    }
    this[outcome.kind] += 1;
    if (outcome.kind === 'owed') this.amount = addMoney(this.amount, outcome.amount ?? ZERO);
  }

  line(state: OldSlotLine['state']): OldSlotLine {
    const { date, slotNumber, scheduledFor, rate, collection, documentId, status } = this.slot;
    const { due, paid, nothing, unclear, owed, unpayable } = this;
    return {
      ...{ date, slotNumber, scheduledFor, rosPercentage: formatRate(rate), collection, documentId, status },
      ...{ due, paid, nothing, unclear, owed, unpayable },
      amount: formatMoney(this.amount),
      state,
    };
  }
}
