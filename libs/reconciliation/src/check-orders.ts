import { Injectable } from '@nestjs/common';
import { POOLS, POOL_NAMES, formatMoney } from '#lib/money';
import { NotOrderedError, OrderSeals, idsOf, type Order, type Slot } from '#lib/slots';
import { isExact } from './amounts.js';
import { entriesOf } from './check-slot-totals.js';
import type { Difference } from './report.js';
import type { SlotFacts } from './slot-facts.js';

/** Holds slots against the orders that were sealed when they were accepted. */
@Injectable()
export class OrdersCheck {
  constructor(private readonly seals: OrderSeals) {}

  /** I8: the slot has its seal, and stands as it was ordered. */
  seal(slot: Slot): Difference[] {
    const difference = (expected: string, actual: string): Difference[] => [
      { what: `the order of ${slot.key}`, ids: idsOf(slot), expected, actual },
    ];
    try {
      const { scheduledFor } = this.seals.verified(slot);
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

  /** I7: no pool has paid more than was ordered. What has no order has paid nothing. */
  amounts(facts: SlotFacts): Difference[] {
    const order = this.orderOf(facts.slot);
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
