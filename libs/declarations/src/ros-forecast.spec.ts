import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { moneyFromDecimal, moneyToDecimal, type StoredBalance } from '#lib/database';
import { assessStake, type ActivatedStakeRecord } from '#lib/stakes';
import {
  MAX_DAY_ROS,
  ZERO,
  addMoney,
  moneyFromMicros,
  parseMoney,
  parseRosPercentage,
  rateFromMicros,
} from '#lib/money';
import { RosForecast, type RosResult, type RosSlot } from './ros-forecast.js';

function hour(n: number): Date {
  return new Date(Date.UTC(2026, 1, 12, n));
}

function slot(rate: string, at: number): RosSlot {
  return { rate: parseRosPercentage(rate), scheduledFor: hour(at) };
}

function user(n: number): Types.ObjectId {
  return new Types.ObjectId(n.toString(16).padStart(24, '0'));
}

function aStake(owner: Types.ObjectId, fields: Partial<ActivatedStakeRecord> = {}): ActivatedStakeRecord {
  return {
    _id: new Types.ObjectId(),
    userId: owner,
    amount: moneyToDecimal(parseMoney(100)),
    totalEarned: moneyToDecimal(parseMoney(0)),
    activatedAt: hour(0),
    ...fields,
  };
}

function earned(amount: string): Partial<ActivatedStakeRecord> {
  return { totalEarned: moneyToDecimal(parseMoney(amount)) };
}

const NOBODY: RosResult = {
  stakes: 0,
  users: 0,
  total: ZERO,
  capped: 0,
  atCap: 0,
  nothing: 0,
  unpayable: {},
  activatedLater: 0,
};

/** @param users who exist, all with a good wallet */
function forecast(
  slots: readonly RosSlot[],
  stakes: readonly ActivatedStakeRecord[],
  users = [1, 2, 3],
  batch = 2,
): RosResult[] {
  const ros = new RosForecast(slots, 200);
  const wallets = new Map(users.map((n) => [user(n).toHexString(), { kind: 'decimal', standsFor: ZERO } as const]));
  for (let start = 0; start < stakes.length; start += batch) ros.add(stakes.slice(start, start + batch), wallets);
  return ros.results();
}

describe('RosForecast', () => {
  test('every slot pays every stake, and counts each user once', () => {
    const stakes = [aStake(user(1)), aStake(user(1)), aStake(user(1)), aStake(user(2))];
    const result = { ...NOBODY, stakes: 4, users: 2 };
    expect(forecast([slot('1', 10), slot('0.5', 12)], stakes)).toEqual([
      { ...result, total: parseMoney(4) },
      { ...result, total: parseMoney(2) },
    ]);
  });

  test('a stake that reaches its cap in the first slot earns nothing in the second', () => {
    const stakes = [aStake(user(1), earned('199.6')), aStake(user(2))];
    expect(forecast([slot('1', 10), slot('1', 12)], stakes)).toEqual([
      { ...NOBODY, stakes: 2, users: 2, total: parseMoney('1.4'), capped: 1 },
      { ...NOBODY, stakes: 1, users: 1, total: parseMoney(1), atCap: 1 },
    ]);
  });

  test('what a stake earns in one slot counts for its cap in the next', () => {
    const [first, second, third] = forecast(
      [slot('1', 10), slot('1', 12), slot('0.2', 14)],
      [aStake(user(1), earned('198.5'))],
    );
    expect([first, second, third].map((result) => [result!.total, result!.capped])).toEqual([
      [parseMoney(1), 0],
      [parseMoney('0.5'), 1],
      [parseMoney(0), 0],
    ]);
  });

  test('a stake counts for the slots after its activation, not for one at that very instant', () => {
    const stakes = [aStake(user(1), { activatedAt: hour(12) })];
    const results = forecast([slot('1', 10), slot('1', 12), slot('1', 14)], stakes);
    expect(results.map((result) => result.stakes)).toEqual([0, 0, 1]);
    expect(results.map((result) => result.activatedLater)).toEqual([1, 1, 0]);
  });

  test('a slot without ROS looks at no stake', () => {
    const [none, some] = forecast([slot('0', 10), slot('1', 12)], [aStake(user(9))]);
    expect(none).toMatchObject({ stakes: 0, unpayable: {} });
    expect(some).toMatchObject({ stakes: 0, unpayable: { MISSING_USER: 1 } });
  });

  test('records that cannot be paid are counted by reason, in each slot, and stop nobody', () => {
    const stakes = [
      aStake(user(1), { amount: '100' }),
      aStake(user(1), { amount: 'much' }),
      aStake(user(1)),
      aStake(user(9)),
    ];
    const expected = { stakes: 1, unpayable: { INVALID_AMOUNT: 2, MISSING_USER: 1 } };
    const results = forecast([slot('1', 10), slot('1', 12)], stakes);
    expect(results).toEqual([expect.objectContaining(expected), expect.objectContaining(expected)]);
  });

  test('a stake at its cap already is completed by the first slot and due nothing in any', () => {
    const results = forecast([slot('1', 10), slot('1', 12)], [aStake(user(1), earned('200'))]);
    for (const result of results) expect(result).toEqual({ ...NOBODY, atCap: 1 });
  });

  test('over all slots nobody earns more than the cap leaves, whatever the batches', () => {
    const rates = fc.bigInt({ min: 0n, max: MAX_DAY_ROS }).map(rateFromMicros);
    const plans = fc.array(rates, { minLength: 1, maxLength: 10 });
    const some = fc.array(
      fc.record({ amount: fc.bigInt({ min: 1n, max: 10n ** 9n }), earnedPercent: fc.bigInt({ min: 0n, max: 210n }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(plans, some, fc.integer({ min: 1, max: 5 }), (plan, all, batch) => {
        const slots = plan.map((rate, index) => ({ rate, scheduledFor: hour(index + 1) }));
        const stakes = all.map(({ amount, earnedPercent }, index) =>
          aStake(user(index + 1), {
            amount: moneyToDecimal(moneyFromMicros(amount)),
            totalEarned: moneyToDecimal(moneyFromMicros((amount * earnedPercent) / 100n)),
          }),
        );
        const users = all.map((_, index) => index + 1);
        const results = forecast(slots, stakes, users, batch);
        const room = all.reduce((sum, { amount, earnedPercent }) => {
          const left = amount * 2n - (amount * earnedPercent) / 100n;
          return sum + (left > 0n ? left : 0n);
        }, 0n);
        const total = results.reduce((sum, result) => sum + result.total, 0n);
        expect(total <= room).toBe(true);
        expect(results.reduce((sum, { capped }) => sum + capped, 0) <= all.length).toBe(true);
        expect(forecast(slots, stakes, users, 100)).toEqual(results);
      }),
    );
  });

  test('says of every slot what assessing stake by stake and slot by slot says, as the payment does', () => {
    const rates = fc.bigInt({ min: 0n, max: MAX_DAY_ROS }).map(rateFromMicros);
    const plans = fc.array(fc.record({ rate: rates, at: fc.integer({ min: 1, max: 20 }) }), { maxLength: 8 });
    const decimals = fc.oneof(
      fc.bigInt({ min: -1n, max: 10n ** 9n }).map((micros) => moneyToDecimal(moneyFromMicros(micros))),
      fc.constantFrom(undefined, 'much', 7),
    );
    const stakes = fc.array(
      fc.record({
        userId: fc.oneof(fc.integer({ min: 1, max: 4 }).map(user), fc.constant('nobody')),
        amount: decimals,
        totalEarned: decimals,
        activatedAt: fc.integer({ min: 0, max: 21 }).map(hour),
      }),
      { maxLength: 20 },
    );
    const wallets = new Map<string, StoredBalance>(
      [1, 2, 3].map((n) => [user(n).toHexString(), { kind: n === 3 ? 'broken' : 'decimal', standsFor: ZERO }]),
    );
    fc.assert(
      fc.property(plans, stakes, (plan, some) => {
        const slots = plan
          .map(({ rate, at }) => ({ rate, scheduledFor: hour(at) }))
          .sort((a, b) => Number(a.scheduledFor) - Number(b.scheduledFor));
        const records = some
          .map((fields) => ({ _id: new Types.ObjectId(), ...fields }))
          .sort((a, b) => (String(a.userId) < String(b.userId) ? -1 : 1));
        const ros = new RosForecast(slots, 200);
        ros.add(records, wallets);
        expect(ros.results()).toEqual(paidSlotBySlot(slots, records, wallets));
      }),
      { numRuns: 500 },
    );
  });
});

/** Slot after slot over all stakes, each assessed as it then stands: what the engine does. */
function paidSlotBySlot(
  slots: readonly RosSlot[],
  records: readonly ActivatedStakeRecord[],
  wallets: ReadonlyMap<string, StoredBalance>,
): RosResult[] {
  const standing = new Map(records.map((record) => [record._id, record]));
  const done = new Set<unknown>();
  return slots.map(({ rate, scheduledFor }) => {
    const users = new Set<string>();
    const unpayable: Record<string, number> = {};
    let [stakes, capped, atCap, nothing, activatedLater, total] = [0, 0, 0, 0, 0, ZERO];
    for (const [id, stake] of rate === 0n ? [] : [...standing]) {
      if (stake.activatedAt >= scheduledFor) {
        activatedLater += 1;
        continue;
      }
      if (done.has(id)) {
        atCap += 1;
        continue;
      }
      const verdict = assessStake(stake, wallets, { rate, capPercent: 200 });
      if (verdict.kind === 'nothing') nothing += 1;
      if (verdict.kind === 'complete') {
        atCap += 1;
        done.add(id);
      }
      if (verdict.kind === 'fail') unpayable[verdict.reason] = (unpayable[verdict.reason] ?? 0) + 1;
      if (verdict.kind !== 'pay') continue;
      const { amount, userId } = verdict.payout;
      stakes += 1;
      users.add(userId.toHexString());
      total = addMoney(total, amount);
      const before = stake.totalEarned === undefined ? ZERO : moneyFromDecimal(stake.totalEarned);
      standing.set(id, { ...stake, totalEarned: moneyToDecimal(addMoney(before, amount)) });
      if (verdict.payout.stake?.reachesCap !== true) continue;
      capped += 1;
      done.add(id);
    }
    return { stakes, users: users.size, total, capped, atCap, nothing, unpayable, activatedLater };
  });
}
