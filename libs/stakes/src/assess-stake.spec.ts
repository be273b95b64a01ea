import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Types, mongo } from 'mongoose';
import { moneyToDecimal, storedBalance } from '#lib/database';
import {
  MAX_AMOUNT,
  MAX_DAY_ROS,
  ZERO,
  moneyFromMicros,
  parseMoney,
  parseRosPercentage,
  rateFromMicros,
} from '#lib/money';
import type { StakeRecord } from '#lib/stakes';
import { assessStake, ownersOf } from './assess-stake.js';

const OWNER = new Types.ObjectId();
const WALLETS = new Map([[OWNER.toHexString(), { kind: 'decimal', standsFor: ZERO } as const]]);
const ONE_PERCENT = { rate: parseRosPercentage(1), capPercent: 200 };

function decimal(text: string): mongo.Decimal128 {
  return mongo.Decimal128.fromString(text);
}

function aStake(fields: Partial<StakeRecord> = {}): StakeRecord {
  return { _id: new Types.ObjectId(), userId: OWNER, amount: decimal('100'), totalEarned: decimal('0'), ...fields };
}

describe('assessStake', () => {
  test.each<[string, Partial<StakeRecord>, string, boolean]>([
    ['a new stake', {}, '1', false],
    ['a stake that never earned', { totalEarned: undefined }, '1', false],
    ['one below its cap by more than the payout', { totalEarned: decimal('198.999999') }, '1', false],
    ['one below its cap by the payout', { totalEarned: decimal('199') }, '1', true],
    ['one below its cap by less than the payout', { totalEarned: decimal('199.75') }, '0.25', true],
    ['an amount with an exponent', { amount: decimal('1E+2') }, '1', false],
  ])('pays %s', (_, fields, amount, reachesCap) => {
    const stake = aStake(fields);
    expect(assessStake(stake, WALLETS, ONE_PERCENT)).toEqual({
      kind: 'pay',
      payout: {
        userId: OWNER,
        amount: parseMoney(amount),
        wallet: { kind: 'decimal', standsFor: ZERO },
        stake: { id: stake._id, reachesCap, earned: storedBalance(stake.totalEarned) },
      },
    });
  });

  test.each([
    ['at its cap', { totalEarned: decimal('200') }],
    ['past its cap', { totalEarned: decimal('250') }],
  ])('completes a stake %s, which is due nothing', (_, fields) => {
    const stake = aStake(fields);
    expect(assessStake(stake, WALLETS, ONE_PERCENT)).toEqual({ kind: 'complete', stakeId: stake._id });
  });

  test('numbers of other services are taken for what they stand for, and told along with the payout', () => {
    const stake = aStake({ amount: 99.99, totalEarned: 0.1 + 0.2 });
    const wallets = new Map([[OWNER.toHexString(), { kind: 'number', standsFor: parseMoney('5.5') } as const]]);
    expect(assessStake(stake, wallets, ONE_PERCENT)).toEqual({
      kind: 'pay',
      payout: {
        userId: OWNER,
        amount: parseMoney('0.9999'),
        wallet: { kind: 'number', standsFor: parseMoney('5.5') },
        stake: { id: stake._id, reachesCap: false, earned: { kind: 'number', standsFor: parseMoney('0.3') } },
      },
    });
  });

  test('a payout that rounds down to nothing is nothing', () => {
    const stake = aStake({ amount: decimal('0.00005') });
    expect(assessStake(stake, WALLETS, ONE_PERCENT)).toEqual({ kind: 'nothing' });
  });

  test.each<[string, Partial<StakeRecord>]>([
    ['INVALID_USER_ID', { userId: 'somebody' }],
    ['INVALID_USER_ID', { userId: null }],
    ['MISSING_USER', { userId: new Types.ObjectId() }],
    ['INVALID_AMOUNT', { amount: undefined }],
    ['INVALID_AMOUNT', { amount: '100' }],
    ['INVALID_AMOUNT', { amount: decimal('0') }],
    ['INVALID_AMOUNT', { amount: decimal('-5') }],
    ['INVALID_AMOUNT', { amount: decimal('NaN') }],
    ['INVALID_AMOUNT', { amount: NaN }],
    ['INVALID_AMOUNT', { amount: Infinity }],
    ['INVALID_AMOUNT', { amount: 1e300 }],
    ['INVALID_AMOUNT', { amount: -5 }],
    ['INVALID_AMOUNT', { amount: 0 }],
    ['INVALID_AMOUNT', { amount: decimal('Infinity') }],
    ['INVALID_AMOUNT', { amount: decimal('1.0000001') }],
    ['INVALID_TOTAL_EARNED', { totalEarned: decimal('-1') }],
    ['INVALID_TOTAL_EARNED', { totalEarned: 'lots' }],
    ['INVALID_TOTAL_EARNED', { totalEarned: null }],
  ])('fails with %s for %p', (reason, fields) => {
    const stake = aStake(fields);
    expect(assessStake(stake, WALLETS, ONE_PERCENT)).toEqual({ kind: 'fail', stakeId: stake._id, reason });
  });

  test('a wallet that is no amount cannot be credited', () => {
    const stake = aStake();
    const assessment = assessStake(stake, new Map([[OWNER.toHexString(), { kind: 'broken' }]]), ONE_PERCENT);
    expect(assessment).toEqual({ kind: 'fail', stakeId: stake._id, reason: 'INVALID_WALLET' });
  });

  test('whatever a stake has earned, it never passes its cap, and it is COMPLETED when it reaches it', () => {
    const amounts = fc.bigInt({ min: 1n, max: MAX_AMOUNT });
    const rates = fc.bigInt({ min: 0n, max: MAX_DAY_ROS }).map(rateFromMicros);
    fc.assert(
      fc.property(
        amounts,
        fc.bigInt({ min: 0n, max: 3n * MAX_AMOUNT }),
        rates,
        fc.integer({ min: 1, max: 500 }),
        (amount, earned, rate, capPercent) => {
          const cap = (amount * BigInt(capPercent)) / 100n;
          const stake = aStake({
            amount: moneyToDecimal(moneyFromMicros(amount)),
            totalEarned: moneyToDecimal(moneyFromMicros(earned)),
          });
          const assessment = assessStake(stake, WALLETS, { rate, capPercent });
          switch (assessment.kind) {
            case 'pay':
              expect(earned + assessment.payout.amount <= cap).toBe(true);
              expect(assessment.payout.stake?.reachesCap).toBe(earned + assessment.payout.amount === cap);
              break;
            case 'complete':
              expect(earned >= cap).toBe(true);
              break;
            case 'nothing':
              expect(earned < cap && amount * rate < 100_000_000n).toBe(true);
              break;
            case 'fail':
              throw new Error(`a good stake failed with ${assessment.reason}`);
          }
        },
      ),
    );
  });
});

describe('ownersOf', () => {
  test('names each owner once, and nothing that is no id', () => {
    const other = new Types.ObjectId();
    const stakes = [aStake(), aStake(), aStake({ userId: other }), aStake({ userId: 'x' }), aStake({ userId: null })];
    expect(ownersOf(stakes)).toEqual([OWNER, other]);
    expect(ownersOf([])).toEqual([]);
  });
});
