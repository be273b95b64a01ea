import { describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { moneyToDecimal, rateToDecimal } from '#lib/database';
import { ZERO, parseMoney, parseRosPercentage } from '#lib/money';
import { aPlan, aRun } from '../../../test/support/a-slot.js';
import { planToStored, rulesToStored, slotFromStored, type SlotRules } from './slot.js';
import type { StoredSlot } from './slot.schema.js';

const AT = new Date('2026-02-12T14:30:00.000Z');
const RULES: SlotRules = {
  capPercent: 200,
  ranks: { premium: ['Finance Titan'], performance: ['Elite Capitalist', 'Finance Titan'] },
  timeZone: 'UTC',
};

function stored(fields: Partial<StoredSlot> = {}): StoredSlot {
  return {
    ...{ _id: new Types.ObjectId(), key: '2026-02-12/slot-1', kind: 'slot', date: '2026-02-12', slotNumber: 1 },
    ...{ status: 'PENDING', scheduledFor: AT, revision: 0, attempts: 0, run: aRun(), runs: [], createdAt: AT },
    ...{ startedAt: null, executedAt: null, executionTimeMs: null, plan: null, totals: null, accounted: null },
    ...{ usersProcessed: 0, processedStakes: 0, errors: 0, reason: null, error: null, updatedAt: AT },
    rosPercentage: rateToDecimal(parseRosPercentage('0.55')),
    premiumPoolAmount: moneyToDecimal(parseMoney('10')),
    performancePoolAmount: moneyToDecimal(parseMoney('0.000001')),
    rules: rulesToStored(RULES),
    totalDistributed: moneyToDecimal(ZERO),
    ...fields,
  };
}

describe('a slot from its document', () => {
  test('has exact amounts, by pool and by phase, and its other fields as they are', () => {
    const plan = aPlan(3, { qualifiers: { premium: 1, performance: 2 } });
    const total = moneyToDecimal(parseMoney('1.5'));
    const document = stored({
      plan: planToStored(plan),
      totals: { ROS: { count: 3, total } },
      totalDistributed: total,
    });
    expect(slotFromStored(document)).toMatchObject({
      ...{ _id: document._id, key: '2026-02-12/slot-1', status: 'PENDING', scheduledFor: AT },
      rate: parseRosPercentage('0.55'),
      pools: { premium: parseMoney('10'), performance: parseMoney('0.000001') },
      rules: RULES,
      plan,
      totals: {
        ROS: { count: 3, total: parseMoney('1.5') },
        PREMIUM: { count: 0, total: ZERO },
        PERFORMANCE: { count: 0, total: ZERO },
      },
      totalDistributed: parseMoney('1.5'),
    });
  });

  test('keeps the names of fields in documents', () => {
    expect(rulesToStored(RULES)).toEqual({
      capPercent: 200,
      premiumRanks: RULES.ranks.premium,
      performanceRanks: RULES.ranks.performance,
      timeZone: 'UTC',
    });
    expect(planToStored(aPlan(1, { qualifiers: { premium: 4, performance: 5 } }))).toMatchObject({
      premiumQualifiers: 4,
      performanceQualifiers: 5,
    });
  });

  test('that is broken can be told by its name all the same; what is broken throws when it is asked for', () => {
    const slot = slotFromStored(stored({ premiumPoolAmount: 'a hundred' as never }));
    expect([slot.key, slot.rate, slot.plan]).toEqual(['2026-02-12/slot-1', parseRosPercentage('0.55'), null]);
    expect(() => slot.pools).toThrow('a hundred');
  });
});
