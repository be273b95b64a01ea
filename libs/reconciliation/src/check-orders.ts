import { Injectable } from '@nestjs/common';
import { POOLS, POOL_NAMES, ZERO, formatMoney, formatRate } from '#lib/money';
import { FrozenReceivers, NotOrderedError, OrderSeals, idsOf, type Order, type Slot } from '#lib/slots';
import { isExact, toText, type Found } from './amounts.js';
import { entriesOf } from './check-slot-totals.js';
import type { Difference } from './report.js';
import type { SlotFacts } from './slot-facts.js';

/** Holds slots against the orders that were sealed when they were accepted. */
@Injectable()
export class OrdersCheck {
  constructor(
    private readonly seals: OrderSeals,
    private readonly receivers: FrozenReceivers,
  ) {}

  /** I8: the slot has its seal, and stands as it was ordered; so does what is taken back of it. */
  seal(slot: Slot): Difference[] {
    const difference = (expected: string, actual: string): Difference[] => [
      { what: `the order of ${slot.key}`, ids: idsOf(slot), expected, actual },
    ];
    try {
      const { scheduledFor } = this.seals.verified(slot);
      if (slot.reversal !== null) this.seals.reversalOf(slot);
      const begun = slot.startedAt ?? slot.scheduledFor;
      if (begun < scheduledFor && slot.reason !== 'NOT_ORDERED') {
        return difference(`nothing before ${scheduledFor.toISOString()}`, `begun at ${begun.toISOString()}`);
      }
      if (slot.scheduledFor <= scheduledFor) return [];
      return difference(scheduledFor.toISOString(), `put off to ${slot.scheduledFor.toISOString()}`);
    } catch (error) {
      if (!(error instanceof NotOrderedError)) throw error;
      return difference('as it was ordered, sealed', error.message);
    }
  }

  /**
   * I7: payouts are worked out by the ordered percentage, no pool has paid more than was ordered, nor others than those
   * with whom planning froze it. What has no order has paid nothing.
   */
  async amounts(facts: SlotFacts): Promise<Difference[]> {
    const order = this.orderOf(facts.slot);
    const redirected = await this.receivers.redirected(facts.slot);
    return [
      ...rateDifferences(facts, order),
      ...this.poolDifferences(facts, order),
      ...redirected.map((pool) => ({
        what: `who shares the ${pool} pool of ${facts.slot.key}`,
        ids: idsOf(facts.slot),
        expected: 'those with whom it was planned',
        actual: 'others',
      })),
    ];
  }

  private poolDifferences(facts: SlotFacts, order: Order | null): Difference[] {
    return POOLS.flatMap((pool) => {
      const { total } = entriesOf(facts, POOL_NAMES[pool].phase);
      const ordered = order?.pools[pool] ?? 0n;
      if (!isExact(total) || total <= ordered) return [];
      return [
        {
          what: `what the ${pool} pool of ${facts.slot.key} has paid`,
          ids: idsOf(facts.slot),
          expected: `${formatMoney(order?.pools[pool] ?? total)} at most`,
          actual: formatMoney(total),
        },
      ];
    });
  }

  private orderOf(slot: Slot): Order | null {
    try {
      return this.seals.orderOf(slot);
    } catch (error) {
      if (error instanceof NotOrderedError) return null;
      throw error;
    }
  }
}

/** Entries of version 0.1.0 name their percentage too; what names none says nothing of it. */
function rateDifferences({ slot, entries }: SlotFacts, order: Order | null): Difference[] {
  const isOrdered = (rate: Found): boolean => isExact(rate) && order !== null && BigInt(rate) === BigInt(order.rate);
  return entries
    .filter(({ type, rate }) => type === 'ROI_EARNED' && rate !== null && !isOrdered(rate))
    .map(({ count, rate }) => ({
      what: `${count === 1 ? '1 payout' : `${count} payouts`} of ${slot.key}`,
      ids: idsOf(slot),
      expected: order === null ? 'nothing' : `by ${formatRate(order.rate)} %`,
      actual: `by ${toText(rate ?? ZERO)} %`,
    }));
}
