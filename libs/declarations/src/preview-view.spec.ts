import { describe, expect, test } from '@jest/globals';
import { ZERO, parseMoney, parseRosPercentage } from '#lib/money';
import { areAsShown, previewView, type PreviewCounts, type PreviewedSlot } from './preview-view.js';
import type { RosResult } from './ros-forecast.js';

const AT = new Date('2026-02-12T14:00:00Z');
const NOW = new Date('2026-02-12T10:00:00Z');

function slot(slotNumber: number, rate: string, premium = '0', performance = '0'): PreviewedSlot {
  return {
    slotNumber,
    scheduledFor: AT,
    rate: parseRosPercentage(rate),
    pools: { premium: parseMoney(premium), performance: parseMoney(performance) },
  };
}

function ros(total: string, fields: Partial<RosResult> = {}): RosResult {
  const counts = { stakes: 3, users: 2, capped: 0, atCap: 0, nothing: 0, activatedLater: 0 };
  return { ...counts, total: parseMoney(total), unpayable: {}, ...fields };
}

function counts(premium: number, performance: number): PreviewCounts {
  return { qualifiers: { premium, performance }, notDue: { activatedLater: 0, withoutActivation: 0 }, adoption: [] };
}

const NO_POOL = { pool: 0, share: 0, extra: 0, total: 0 };

describe('previewView', () => {
  test('tells what each slot pays, whom it cannot pay, and the day as a whole', () => {
    const day = { date: '2026-02-12', multiSlot: true, now: NOW, slots: [slot(1, '0.5'), slot(2, '0.25', '10', '1')] };
    const results = [
      ros('5'),
      ros('2.5', {
        capped: 1,
        atCap: 4,
        nothing: 5,
        activatedLater: 6,
        unpayable: { MISSING_USER: 2, INVALID_AMOUNT: 1 },
      }),
    ];
    expect(
      previewView(day, results, {
        qualifiers: { premium: 3, performance: 4 },
        notDue: { activatedLater: 1, withoutActivation: 2 },
        adoption: ['to be mended'],
      }),
    ).toEqual({
      today: '2026-02-12',
      multiSlotEnabled: true,
      values: { rosPercentage: 0.75, premiumPoolAmount: 10, performancePoolAmount: 1 },
      distributionSlots: [
        {
          slotNumber: 1,
          scheduledFor: AT,
          rosPercentage: 0.5,
          premiumPoolAmount: 0,
          performancePoolAmount: 0,
          ros: {
            active: 6,
            stakes: 3,
            users: 2,
            total: 5,
            cappedStakes: 0,
            atCap: 0,
            nothing: 0,
            notDue: { activatedLater: 1, withoutActivation: 2 },
            unpayable: { count: 0, byReason: {} },
          },
          premiumPool: { qualifiers: 3, ...NO_POOL },
          performancePool: { qualifiers: 4, ...NO_POOL },
          total: 5,
        },
        {
          slotNumber: 2,
          scheduledFor: AT,
          rosPercentage: 0.25,
          premiumPoolAmount: 10,
          performancePoolAmount: 1,
          ros: {
            active: 24,
            stakes: 3,
            users: 2,
            total: 2.5,
            cappedStakes: 1,
            atCap: 4,
            nothing: 5,
            notDue: { activatedLater: 7, withoutActivation: 2 },
            unpayable: { count: 3, byReason: { MISSING_USER: 2, INVALID_AMOUNT: 1 } },
          },
          premiumPool: { qualifiers: 3, pool: 10, share: 3.333333, extra: 1, total: 10 },
          performancePool: { qualifiers: 4, pool: 1, share: 0.25, extra: 0, total: 1 },
          total: 13.5,
        },
      ],
      total: 18.5,
      warnings: ['2 ACTIVE stakes have no instant of activation and would not be paid.', 'to be mended'],
      manifest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('a pool that nobody qualifies for stays undistributed', () => {
    const day = { date: '2026-02-12', multiSlot: false, now: NOW, slots: [slot(1, '0', '10', '0')] };
    const { distributionSlots, total } = previewView(day, [ros('0')], counts(0, 0));
    expect(distributionSlots[0]!.premiumPool).toEqual({ qualifiers: 0, pool: 10, share: 0, extra: 0, total: 0 });
    expect(total).toBe(0);
  });

  test('a pool of fewer millionths than qualifiers gives one each to the first of them', () => {
    const day = { date: '2026-02-12', multiSlot: false, now: NOW, slots: [slot(1, '0', '0.000002')] };
    const { distributionSlots } = previewView(day, [{ ...ros('0'), total: ZERO }], counts(3, 0));
    expect(distributionSlots[0]!.premiumPool).toEqual({
      qualifiers: 3,
      pool: 0.000002,
      share: 0,
      extra: 2,
      total: 0.000002,
    });
  });

  test('a day without slots pays nothing', () => {
    const view = previewView({ date: '2026-02-12', multiSlot: false, slots: [], now: NOW }, [], counts(1, 1));
    expect(view).toMatchObject({ distributionSlots: [], total: 0 });
  });
});

describe('a manifest', () => {
  const at = (scheduledFor: Date, now = NOW): string => {
    const day = { date: '2026-02-12', multiSlot: false, now, slots: [{ ...slot(1, '1'), scheduledFor }] };
    return previewView(day, [ros('5')], counts(0, 0)).manifest;
  };

  test('is another one for another instant', () => {
    expect(at(AT)).toBe(at(AT, new Date('2026-02-12T11:00:00Z')));
    expect(at(AT)).not.toBe(at(new Date('2026-02-12T15:00:00Z')));
  });

  test('is the same for what is paid at once, whenever it is asked for', () => {
    const later = new Date('2026-02-12T10:00:05Z');
    expect(at(NOW)).toBe(at(later, later));
    expect(at(NOW)).not.toBe(at(AT));
  });
});

describe('what is about to be queued', () => {
  const shown = previewView({ date: '2026-02-12', multiSlot: false, now: NOW, slots: [slot(1, '1', '5')] }, [], {
    ...counts(1, 1),
  }).distributionSlots;
  const isAsShown = (...slots: PreviewedSlot[]): boolean => areAsShown(slots, shown, NOW);

  test('is as shown with the same numbers, instants and values alone', () => {
    expect(isAsShown(slot(1, '1', '5'))).toBe(true);
    expect(isAsShown()).toBe(false);
    expect(isAsShown(slot(2, '1', '5'))).toBe(false);
    expect(isAsShown(slot(1, '1.1', '5'))).toBe(false);
    expect(isAsShown(slot(1, '1', '5', '1'))).toBe(false);
    expect(isAsShown({ ...slot(1, '1', '5'), scheduledFor: NOW })).toBe(false);
  });

  test('is as shown where both are paid at once', () => {
    const later = new Date(AT.getTime() + 5_000);
    expect(areAsShown([{ ...slot(1, '1', '5'), scheduledFor: later }], shown, later)).toBe(true);
  });
});
