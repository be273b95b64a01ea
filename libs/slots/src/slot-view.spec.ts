import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ZERO, moneyFromMicros, parseMoney, parseRosPercentage } from '#lib/money';
import { aPlan as anyPlan, aSlot as anySlot } from '../../../test/support/a-slot.js';
import { PHASES } from './phases.js';
import { SLOT_STATUSES } from './slot-moves.js';
import { sumPaid, toSlotView, type SlotProgress } from './slot-view.js';
import type { PhaseTotal, Slot } from './slot.js';

const DUE = new Date('2026-02-12T14:30:00.000Z');
const NOTHING: PhaseTotal = { count: 0, total: ZERO };

function aSlot(fields: Partial<Slot> = {}): Slot {
  return anySlot({
    rate: parseRosPercentage('0.55'),
    pools: { premium: parseMoney('1000'), performance: parseMoney('2000.000001') },
    scheduledFor: DUE,
    ...fields,
  });
}

function aPlan({ stakes = 0, ...fields }: Partial<NonNullable<Slot['plan']>> = {}) {
  return anyPlan(stakes, fields);
}

function progress(paid: Partial<SlotProgress['paid']> = {}, rest: Partial<SlotProgress> = {}): SlotProgress {
  const all = { ROS: NOTHING, PREMIUM: NOTHING, PERFORMANCE: NOTHING, ...paid };
  const settled = PHASES.reduce((sum, phase) => sum + all[phase].count, 0);
  return { paid: all, users: 0, errors: 0, settled, ...rest };
}

describe('toSlotView', () => {
  test('a slot that waits has paid nothing', () => {
    expect(toSlotView(aSlot(), progress())).toEqual({
      reversal: null,
      slotNumber: 1,
      kind: 'slot',
      status: 'PENDING',
      rosPercentage: 0.55,
      premiumPoolAmount: 1000,
      performancePoolAmount: 2000.000001,
      scheduledFor: DUE,
      startedAt: null,
      executedAt: null,
      latenessMs: null,
      executionTimeMs: null,
      attempts: 0,
      usersProcessed: 0,
      processedStakes: 0,
      totalDistributed: 0,
      errors: 0,
      reason: null,
      error: null,
      run: { kind: 'schedule', state: 'REQUESTED', requestedAt: DUE, requestedBy: 'ann@example.com', notBefore: null },
      stakes: null,
      progress: { totalStakes: 0, processedStakes: 0, percent: 0 },
    });
  });

  test('a slot that ran tells its lateness, what it paid of all phases, and whom it could not pay', () => {
    const slot = aSlot({
      status: 'COMPLETED',
      startedAt: new Date(DUE.getTime() + 12),
      executedAt: new Date(DUE.getTime() + 5_135),
      executionTimeMs: 5_123,
      attempts: 2,
      plan: aPlan({ stakes: 151, qualifiers: { premium: 2, performance: 0 } }),
    });
    const paid = progress(
      { ROS: { count: 150, total: parseMoney('1234.56') }, PREMIUM: { count: 2, total: parseMoney('1000') } },
      { users: 140, errors: 1 },
    );
    expect(toSlotView(slot, paid)).toMatchObject({
      latenessMs: 12,
      executionTimeMs: 5_123,
      attempts: 2,
      usersProcessed: 140,
      processedStakes: 150,
      totalDistributed: 2234.56,
      errors: 1,
      stakes: { active: 151, due: 151, notDue: { activatedLater: 0, withoutActivation: 0 }, accounted: null },
      progress: { totalStakes: 151, processedStakes: 150, percent: 99 },
    });
  });

  test.each([
    ['nothing paid', { stakes: 200 }, 0, 0],
    ['half paid', { stakes: 200 }, 100, 50],
    ['rounded down', { stakes: 3 }, 2, 66],
    ['all paid but not finished', { stakes: 200 }, 200, 99],
    ['shares count too', { stakes: 50, qualifiers: { premium: 25, performance: 25 } }, 50, 50],
    ['nothing due', { stakes: 0 }, 0, 0],
  ])('progress: %s', (_, plan, count, percent) => {
    const view = toSlotView(
      aSlot({ status: 'EXECUTING', plan: aPlan(plan) }),
      progress({ ROS: { count, total: ZERO } }),
    );
    expect(view.progress.percent).toBe(percent);
  });

  test('what is due nothing is settled too', () => {
    const running = aSlot({ status: 'EXECUTING', plan: aPlan({ stakes: 100 }) });
    expect(toSlotView(running, progress({}, { settled: 40 })).progress.percent).toBe(40);
  });

  test('100 percent is shown if and only if the slot is COMPLETED and nobody is left unpaid', () => {
    const counts = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(fc.constantFrom(...SLOT_STATUSES), counts, counts, fc.nat(2), (status, stakes, count, errors) => {
        const { percent } = toSlotView(
          aSlot({ status, plan: aPlan({ stakes }) }),
          progress({ ROS: { count, total: ZERO } }, { errors }),
        ).progress;
        expect(percent === 100).toBe(status === 'COMPLETED' && errors === 0);
        expect(percent >= 0 && percent <= 100).toBe(true);
      }),
    );
  });
});

describe('sumPaid', () => {
  test('of nothing is nothing', () => {
    expect(sumPaid([])).toEqual({ ROS: NOTHING, PREMIUM: NOTHING, PERFORMANCE: NOTHING });
  });

  test('adds up each phase on its own, exactly', () => {
    const paid = fc.record({
      count: fc.nat(1_000),
      total: fc.bigInt({ min: 0n, max: 10n ** 20n }).map(moneyFromMicros),
    });
    const some = fc.array(
      fc.record({ ROS: paid, PREMIUM: paid, PERFORMANCE: paid }).map((all) => progress(all)),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(some, (slots) => {
        const sum = sumPaid(slots);
        for (const phase of PHASES) {
          expect(sum[phase].count).toBe(slots.reduce((all, slot) => all + slot.paid[phase].count, 0));
          expect(sum[phase].total).toBe(slots.reduce((all, slot) => all + slot.paid[phase].total, 0n));
        }
      }),
    );
  });
});
