import { Injectable } from '@nestjs/common';
import type { Slot } from '#lib/slots';
import { POOLS, ZERO, addMoney, moneyToNumber } from '#lib/money';
import { isFinished, type MissingPayment } from './missing-payment.js';
import { MissingShares } from './missing-shares.js';
import { MissingStakes } from './missing-stakes.js';
import type { MissingLine, MissingList } from './report.js';

/** What finished slots owe (docs/architecture.md 4). */
@Injectable()
export class MissingPayments {
  constructor(
    private readonly stakes: MissingStakes,
    private readonly shares: MissingShares,
  ) {}

  /** Streams them: ROS, premium, performance; each in ascending order of ids. */
  async *of(slots: readonly Slot[], signal?: AbortSignal): AsyncGenerator<MissingPayment> {
    const finished = slots.filter(isFinished);
    yield* this.stakes.of(finished, signal);
    for (const pool of POOLS) yield* this.shares.of(finished, pool);
  }

  /** @param told how many are listed; all are counted */
  async list(slots: readonly Slot[], told: number, signal?: AbortSignal): Promise<MissingList> {
    const items: MissingLine[] = [];
    let count = 0;
    let payable = 0;
    let unreported = 0;
    let amount = ZERO;
    for await (const missing of this.of(slots, signal)) {
      signal?.throwIfAborted();
      count += 1;
      if (missing.amount !== null) {
        payable += 1;
        amount = addMoney(amount, missing.amount);
      } else if (!missing.reported) {
        unreported += 1;
      }
      if (items.length < told) items.push(toLine(missing));
    }
    return { count, payable, amount: moneyToNumber(amount), unreported, items };
  }
}

function toLine({ slot, phase, subjectId, userId, amount, reason }: MissingPayment): MissingLine {
  return {
    key: slot.key,
    slotNumber: slot.slotNumber,
    phase,
    subjectId: subjectId.toHexString(),
    userId: userId?.toHexString() ?? null,
    amount: amount === null ? null : moneyToNumber(amount),
    reason,
    payable: amount !== null,
  };
}
