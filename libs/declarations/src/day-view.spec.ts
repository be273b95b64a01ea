import { describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import type { PhaseTotal, Slot, SlotProgress } from '#lib/slots';
import { NO_POOLS, ZERO, parseMoney, parseRosPercentage } from '#lib/money';
import { aSlot as anySlot } from '../../../test/support/a-slot.js';
import { dayView } from './day-view.js';
import type { Declaration } from './declaration.js';

const NOTHING: PhaseTotal = { count: 0, total: ZERO };
const DATE = '2026-02-12';

function at(time: string): Date {
  return new Date(`${DATE}T${time}:00Z`);
}

function aDeclaration(multiSlotEnabled = false): Declaration {
  const fields: Partial<Declaration> = {
    date: DATE,
    rate: parseRosPercentage(1),
    pools: { ...NO_POOLS, premium: parseMoney('12.5') },
    description: 'a day',
    multiSlotEnabled,
  };
  return fields as Declaration;
}

function aSlot(slotNumber: number, fields: Partial<Slot>): Slot {
  const _id = new Types.ObjectId();
  return anySlot({
    _id,
    slotNumber,
    rate: parseRosPercentage('0.5'),
    pools: NO_POOLS,
    scheduledFor: at('10:00'),
    ...fields,
  });
}

function progressOf(slots: readonly Slot[], paid: Partial<SlotProgress['paid']> = {}): Map<string, SlotProgress> {
  const all = { ROS: NOTHING, PREMIUM: NOTHING, PERFORMANCE: NOTHING, ...paid };
  return new Map(slots.map(({ _id }) => [_id.toHexString(), { paid: all, users: 0, errors: 0, settled: 0 }]));
}

describe('dayView', () => {
  test('a day that nobody declared is NOT_QUEUED and empty', () => {
    expect(dayView(DATE, null, [], new Map())).toEqual({
      today: DATE,
      status: 'NOT_QUEUED',
      scheduledFor: null,
      values: null,
      multiSlotEnabled: false,
      distributionSlots: [],
      lastExecution: null,
      totals: { planned: 0, paid: 0, owed: 0, users: 0 },
    });
  });

  test('a declared day that is not queued tells its values', () => {
    expect(dayView(DATE, aDeclaration(), [], new Map())).toMatchObject({
      status: 'NOT_QUEUED',
      values: { rosPercentage: 1, premiumPoolAmount: 12.5, performancePoolAmount: 0, description: 'a day' },
    });
  });

  test('is scheduled for its first slot that is not cancelled, and shows the cancelled ones all the same', () => {
    const slots = [
      aSlot(1, { status: 'CANCELLED', scheduledFor: at('10:00') }),
      aSlot(2, { scheduledFor: at('12:00') }),
      aSlot(3, { scheduledFor: at('14:00') }),
    ];
    const view = dayView(DATE, aDeclaration(true), slots, progressOf(slots));
    expect(view).toMatchObject({
      status: 'PENDING',
      scheduledFor: at('12:00'),
      multiSlotEnabled: true,
      lastExecution: null,
    });
    expect(view.distributionSlots.map(({ slotNumber, status }) => [slotNumber, status])).toEqual([
      [1, 'CANCELLED'],
      [2, 'PENDING'],
      [3, 'PENDING'],
    ]);
  });

  test('the last execution is of the day: sums over its slots, and what the last one to end says', () => {
    const slots = [
      aSlot(1, { status: 'COMPLETED', executedAt: at('18:00'), executionTimeMs: 5, scheduledFor: at('10:00') }),
      aSlot(2, { status: 'FAILED', executedAt: at('12:00'), error: 'why', scheduledFor: at('12:00') }),
      aSlot(3, { scheduledFor: at('20:00') }),
    ];
    const paid = {
      ROS: { count: 150, total: parseMoney('1234.56') },
      PREMIUM: { count: 3, total: parseMoney('0.000003') },
      PERFORMANCE: { count: 4, total: parseMoney('4') },
    };
    const progress = new Map([...progressOf(slots), ...progressOf(slots.slice(0, 2), paid)]);
    const view = dayView(DATE, aDeclaration(true), slots, progress);
    expect(view.status).toBe('FAILED');
    expect(view.lastExecution).toEqual({
      status: 'COMPLETED',
      rosStats: { processedStakes: 300, totalDistributed: 2469.12 },
      premiumPoolStats: { usersReceived: 6, totalDistributed: 0.000006 },
      performancePoolStats: { usersReceived: 8, totalDistributed: 8 },
      executedAt: at('18:00'),
      executionTimeMs: 5,
      error: null,
    });
    expect(view.totals).toEqual({ planned: null, paid: 2477.120006, owed: null, users: 0 });
  });

  test('the totals tell what is owed of pools, and what waits', () => {
    const pools = { ...NO_POOLS, premium: parseMoney('10') };
    const slots = [
      aSlot(1, { status: 'FAILED', rate: parseRosPercentage(0), pools }),
      aSlot(2, { rate: parseRosPercentage(0), pools }),
      aSlot(3, { status: 'CANCELLED', rate: parseRosPercentage(1), pools }),
    ];
    const paid = { PREMIUM: { count: 2, total: parseMoney('4') } };
    const progress = new Map([...progressOf(slots), ...progressOf(slots.slice(0, 1), paid)]);
    expect(dayView(DATE, aDeclaration(true), slots, progress).totals).toEqual({
      ...{ planned: 20, paid: 4, owed: 6, users: 0 },
    });
  });
});
