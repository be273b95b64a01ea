import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_AMOUNT, ZERO, addMoney, formatMoney, moneyFromMicros, parseMoney, sumMoney } from './money.js';
import type { Money } from './money.js';
import { MAX_DAY_ROS, parseRosPercentage, rateFromMicros } from './rate.js';
import { cappedRosPayoutFloor6, rosPayoutFloor6 } from './ros-payout.js';

const amounts = () => fc.bigInt({ min: 0n, max: MAX_AMOUNT }).map(moneyFromMicros);
const rates = () => fc.bigInt({ min: 0n, max: MAX_DAY_ROS }).map(rateFromMicros);

describe('rosPayoutFloor6', () => {
  test.each([
    ['100', '0.55', '0.55'],
    ['100', '1', '1'],
    ['0', '2.2', '0'],
    ['100', '0', '0'],
    ['0.000001', '2.2', '0'],
    ['1', '0.000001', '0'],
    ['100', '0.000001', '0.000001'],
    ['33.333333', '0.333333', '0.11111'],
    ['99.999999', '2.2', '2.199999'],
    ['1000000000', '2.2', '22000000'],
    ['999999999.999999', '2.199999', '21999989.999999'],
  ])('a stake of %s at %s percent earns %s', (amount, rate, payout) => {
    expect(formatMoney(rosPayoutFloor6({ amount: parseMoney(amount), rate: parseRosPercentage(rate) }))).toBe(payout);
  });

  test('is the exact product rounded down: never more, and less by under one millionth', () => {
    fc.assert(
      fc.property(amounts(), rates(), (amount, rate) => {
        const remainder = amount * rate - rosPayoutFloor6({ amount, rate }) * 100_000_000n;
        expect(remainder >= 0n && remainder < 100_000_000n).toBe(true);
      }),
    );
  });

  test('slots of a day never pay more than the day, and less by under a millionth for each', () => {
    fc.assert(
      fc.property(
        amounts(),
        fc.array(fc.bigInt({ min: 0n, max: 22_000n }), { minLength: 1, maxLength: 100 }),
        (amount, slots) => {
          const paid = sumMoney(slots.map((slot) => rosPayoutFloor6({ amount, rate: rateFromMicros(slot) })));
          const whole = rosPayoutFloor6({ amount, rate: rateFromMicros(slots.reduce((a, b) => a + b)) });
          expect(paid <= whole && whole - paid < BigInt(slots.length)).toBe(true);
        },
      ),
    );
  });

  test.each([
    ['amount', -1n, 1n],
    ['rate', 1n, -1n],
  ])('a negative %s is refused', (name, amount, rate) => {
    expect(() => rosPayoutFloor6({ amount: moneyFromMicros(amount), rate: rateFromMicros(rate) })).toThrow(
      new RangeError(`${name} must be 0 or more; got -1 millionths`),
    );
  });
});

describe('cappedRosPayoutFloor6', () => {
  test.each([
    { case: 'far below the cap', amount: '100', earned: '0', rate: '1', cap: 200, payout: '1', reaches: false },
    {
      case: 'ending one millionth below',
      amount: '100',
      earned: '198.999999',
      rate: '1',
      cap: 200,
      payout: '1',
      reaches: false,
    },
    { case: 'reaching it exactly', amount: '100', earned: '199', rate: '1', cap: 200, payout: '1', reaches: true },
    { case: 'passing it', amount: '100', earned: '199.000001', rate: '1', cap: 200, payout: '0.999999', reaches: true },
    {
      case: 'with one millionth left',
      amount: '100',
      earned: '199.999999',
      rate: '1',
      cap: 200,
      payout: '0.000001',
      reaches: true,
    },
    { case: 'at it already', amount: '100', earned: '200', rate: '1', cap: 200, payout: '0', reaches: true },
    { case: 'over it already', amount: '100', earned: '250', rate: '1', cap: 200, payout: '0', reaches: true },
    {
      case: 'at rate 0 below it',
      amount: '100',
      earned: '199.999999',
      rate: '0',
      cap: 200,
      payout: '0',
      reaches: false,
    },
    { case: 'at rate 0 at it', amount: '100', earned: '200', rate: '0', cap: 200, payout: '0', reaches: true },
    {
      case: 'earning less than a millionth',
      amount: '0.000001',
      earned: '0',
      rate: '2.2',
      cap: 200,
      payout: '0',
      reaches: false,
    },
    { case: 'with a cap of 1 %', amount: '100', earned: '0', rate: '2.2', cap: 1, payout: '1', reaches: true },
    {
      case: 'with a cap that is rounded down',
      amount: '0.000199',
      earned: '0.000001',
      rate: '2',
      cap: 1,
      payout: '0',
      reaches: true,
    },
    { case: 'of 0, whose cap is 0', amount: '0', earned: '0', rate: '1', cap: 200, payout: '0', reaches: true },
  ])('a stake $case', ({ amount, earned, rate, cap, payout, reaches }) => {
    const result = cappedRosPayoutFloor6({
      amount: parseMoney(amount),
      totalEarned: parseMoney(earned),
      rate: parseRosPercentage(rate),
      capPercent: cap,
    });
    expect(formatMoney(result.payout)).toBe(payout);
    expect(result.reachesCap).toBe(reaches);
  });

  test('never passes the cap, pays in full while there is room, and says that the cap is reached only when it is', () => {
    // Earnings around the cap, where the decisions are.
    const nearCap = fc.tuple(
      amounts(),
      rates(),
      fc.integer({ min: 1, max: 500 }),
      fc.bigInt({ min: -100n, max: 100n }),
    );
    fc.assert(
      fc.property(nearCap, fc.boolean(), ([amount, rate, capPercent, offset], fullPayout) => {
        const cap = (amount * BigInt(capPercent)) / 100n;
        const uncut = rosPayoutFloor6({ amount, rate });
        const start = cap - (fullPayout ? uncut : 0n) + offset;
        const totalEarned = moneyFromMicros(start < 0n ? 0n : start);

        const { payout, reachesCap } = cappedRosPayoutFloor6({ amount, totalEarned, rate, capPercent });
        const after = addMoney(totalEarned, payout);

        expect(payout >= ZERO && payout <= uncut).toBe(true);
        if (totalEarned <= cap) expect(after <= cap).toBe(true);
        else expect(payout).toBe(ZERO);
        expect(reachesCap).toBe(after >= cap);
        if (!reachesCap) expect(payout).toBe(uncut);
      }),
    );
  });

  test('a stake paid slot after slot ends at its cap exactly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: MAX_AMOUNT }).map(moneyFromMicros),
        fc.array(fc.bigInt({ min: 50_000n, max: MAX_DAY_ROS }).map(rateFromMicros), { minLength: 1, maxLength: 5 }),
        (amount, slots) => {
          const cap = amount / 10n;
          let totalEarned: Money = ZERO;
          for (let paid = 0; paid < 400; paid++) {
            const rate = slots[paid % slots.length]!;
            const { payout, reachesCap } = cappedRosPayoutFloor6({ amount, totalEarned, rate, capPercent: 10 });
            totalEarned = addMoney(totalEarned, payout);
            expect(reachesCap).toBe(totalEarned === cap);
            if (reachesCap || payout === ZERO) break;
          }
          expect(totalEarned <= cap).toBe(true);
          // A stake of a few millionths may round to a payout of 0; every other one gets all of its cap.
          if (amount > 2_000n) expect(totalEarned).toBe(cap);
        },
      ),
    );
  });

  test.each([0, -1, 1.5, NaN, Infinity])('a cap of %d percent is refused', (capPercent) => {
    const amount = parseMoney(100);
    expect(() => cappedRosPayoutFloor6({ amount, totalEarned: ZERO, rate: parseRosPercentage(1), capPercent })).toThrow(
      RangeError,
    );
  });

  test('negative earnings are refused', () => {
    const amount = parseMoney(100);
    expect(() =>
      cappedRosPayoutFloor6({
        amount,
        totalEarned: moneyFromMicros(-1n),
        rate: parseRosPercentage(1),
        capPercent: 200,
      }),
    ).toThrow(RangeError);
  });
});
