import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SLOT_STATUSES, type Slot, type DistributionKind, type SlotStatus } from '#lib/slots';
import { moneyFromMicros, rateFromMicros } from '#lib/money';
import type { DayValues } from './day-rules.js';
import {
  carries,
  carrying,
  distributedAt,
  isDistributed,
  isSamePay,
  paysNothing,
  restOf,
  valuesOfPart,
  waitingAutomatic,
} from './parts.js';

function values([rate, premium, performance]: readonly [bigint, bigint, bigint]): DayValues {
  return {
    rate: rateFromMicros(rate),
    pools: { premium: moneyFromMicros(premium), performance: moneyFromMicros(performance) },
  };
}

function aDistribution(
  pays: readonly [bigint, bigint, bigint],
  status: SlotStatus,
  { kind = 'slot', executedAt = null }: { kind?: DistributionKind; executedAt?: Date | null } = {},
): Slot {
  const fields: Partial<Slot> = {
    kind,
    status,
    executedAt,
    ...values(pays),
  };
  return fields as Slot;
}

const ROS = [1n, 0n, 0n] as const;
const POOLS = [0n, 1n, 0n] as const;
const BOTH = [1n, 0n, 1n] as const;
const NEITHER = [0n, 0n, 0n] as const;
/** What was declared of all this is taken. */
const DECLARED = values(NEITHER);

describe('carries', () => {
  test.each([
    [ROS, true, false],
    [POOLS, false, true],
    [[0n, 0n, 1n] as const, false, true],
    [BOTH, true, true],
    [NEITHER, false, false],
  ])('%p: ROS %p, pools %p', (pays, ros, pools) => {
    expect(carries(aDistribution(pays, 'PENDING'), 'ros')).toBe(ros);
    expect(carries(aDistribution(pays, 'PENDING'), 'pools')).toBe(pools);
  });

  test('what is CANCELLED carries nothing', () => {
    const all = SLOT_STATUSES.map((status) => aDistribution(BOTH, status));
    expect(carrying(all, 'ros').map(({ status }) => status)).toEqual(['PENDING', 'EXECUTING', 'COMPLETED', 'FAILED']);
  });
});

describe('isDistributed', () => {
  test.each<[string, Slot[], boolean, boolean]>([
    ['nothing', [], false, false],
    ['a slot that waits', [aDistribution(BOTH, 'PENDING')], false, false],
    ['a slot that is done', [aDistribution(BOTH, 'COMPLETED')], true, true],
    ['a slot that failed', [aDistribution(BOTH, 'FAILED')], false, false],
    ['a slot that was cancelled', [aDistribution(BOTH, 'CANCELLED')], false, false],
    ['the ROS of one slot alone', [aDistribution(ROS, 'COMPLETED'), aDistribution(BOTH, 'PENDING')], false, false],
    ['the ROS, while the pools wait', [aDistribution(ROS, 'COMPLETED'), aDistribution(POOLS, 'PENDING')], true, false],
    [
      'what is left after a cancellation',
      [aDistribution(BOTH, 'COMPLETED'), aDistribution(BOTH, 'CANCELLED')],
      true,
      true,
    ],
    [
      'a slot that carries nothing does not matter',
      [aDistribution(ROS, 'COMPLETED'), aDistribution(NEITHER, 'PENDING')],
      true,
      false,
    ],
  ])('%s', (_, distributions, ros, pools) => {
    expect(isDistributed(DECLARED, distributions, 'ros')).toBe(ros);
    expect(isDistributed(DECLARED, distributions, 'pools')).toBe(pools);
  });

  test('a part is distributed at the time of its last distribution, and not before all are done', () => {
    const early = new Date('2026-02-12T10:00:00Z');
    const late = new Date('2026-02-12T18:00:00Z');
    const done = [
      aDistribution(ROS, 'COMPLETED', { executedAt: late }),
      aDistribution(BOTH, 'COMPLETED', { executedAt: early }),
    ];
    expect(distributedAt(DECLARED, done, 'ros')).toEqual(late);
    expect(distributedAt(DECLARED, done, 'pools')).toEqual(early);
    expect(distributedAt(DECLARED, [...done, aDistribution(ROS, 'PENDING')], 'ros')).toBeNull();
    expect(distributedAt(DECLARED, [], 'ros')).toBeNull();
  });
});

describe('restOf', () => {
  const planned = (pays: readonly [bigint, bigint, bigint], premium: number, performance: number): Slot =>
    ({ ...aDistribution(pays, 'COMPLETED'), plan: { qualifiers: { premium, performance } } }) as Slot;

  test.each<[string, readonly [bigint, bigint, bigint], Slot[], readonly [bigint, bigint, bigint]]>([
    ['nothing ran: all of it', [3n, 4n, 5n], [], [3n, 4n, 5n]],
    ['what waits or ran is taken', [3n, 4n, 5n], [aDistribution(BOTH, 'PENDING'), planned(ROS, 0, 0)], [1n, 4n, 4n]],
    ['what was cancelled is left', [3n, 4n, 5n], [aDistribution([3n, 4n, 5n], 'CANCELLED')], [3n, 4n, 5n]],
    ['a pool that nobody qualified for is left', [0n, 4n, 5n], [planned([0n, 4n, 5n], 0, 2)], [0n, 4n, 0n]],
    ['never less than nothing', [1n, 1n, 1n], [aDistribution([3n, 4n, 5n], 'FAILED')], [0n, 0n, 0n]],
  ])('%s', (_, declared, distributions, rest) => {
    expect(restOf(values(declared), distributions)).toEqual(values(rest));
  });

  test('a part of which something is left is not distributed', () => {
    expect(isDistributed(values([3n, 4n, 0n]), [planned([2n, 4n, 0n], 0, 0)], 'ros')).toBe(false);
    expect(isDistributed(values([2n, 4n, 0n]), [planned([2n, 4n, 0n], 0, 0)], 'ros')).toBe(true);
    expect(isDistributed(values([2n, 4n, 0n]), [planned([2n, 4n, 0n], 0, 0)], 'pools')).toBe(false);
  });
});

describe('valuesOfPart', () => {
  const some = fc.tuple(
    fc.bigInt({ min: 0n, max: 3n }),
    fc.bigInt({ min: 0n, max: 3n }),
    fc.bigInt({ min: 0n, max: 3n }),
  );

  test('the two parts are the whole, and neither has anything of the other', () => {
    fc.assert(
      fc.property(some, (all) => {
        const whole = values(all);
        const ros = valuesOfPart('ros', whole);
        const pools = valuesOfPart('pools', whole);
        expect({ ...pools, rate: ros.rate }).toEqual(whole);
        expect(paysNothing({ ...ros, rate: rateFromMicros(0n) })).toBe(true);
        expect(pools.rate).toBe(0n);
      }),
    );
  });

  test('pay is compared amount by amount', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(isSamePay(aDistribution(a, 'PENDING'), values(a))).toBe(true);
        expect(isSamePay(values(a), values(b))).toBe(a.every((amount, index) => amount === b[index]));
        expect(paysNothing(values(a))).toBe(a.every((amount) => amount === 0n));
      }),
    );
  });
});

describe('waitingAutomatic', () => {
  test('finds what was scheduled automatically and is PENDING, and nothing else', () => {
    const kinds: readonly DistributionKind[] = ['slot', 'manual-ros', 'manual-pools', 'auto-ros', 'auto-pools', 'pool'];
    const all = kinds.flatMap((kind) => SLOT_STATUSES.map((status) => aDistribution(BOTH, status, { kind })));
    const found = waitingAutomatic(all).map(({ distribution, part }) => [distribution.kind, distribution.status, part]);
    expect(found).toEqual([
      ['auto-ros', 'PENDING', 'ros'],
      ['auto-pools', 'PENDING', 'pools'],
    ]);
  });
});
