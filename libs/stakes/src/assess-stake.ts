import { Types } from 'mongoose';
import { microsFromStored, storedBalance, type GoodBalance, type StoredBalance } from '#lib/database';
import { ZERO, cappedRosPayoutFloor6, moneyFromMicros, type Money, type Rate } from '#lib/money';
import type { StakeRecord } from './due-stakes.js';

/** Why a record could not be paid, or a payout not be taken back; stable words. */
export const RECORD_FAILURES = [
  'INVALID_STAKE_ID',
  'MISSING_USER',
  'INVALID_USER_ID',
  'INVALID_AMOUNT',
  'INVALID_TOTAL_EARNED',
  'INVALID_WALLET',
  /** Taking the payout back would leave less than nothing in the wallet. */
  'INSUFFICIENT_BALANCE',
] as const;
export type RecordFailureReason = (typeof RECORD_FAILURES)[number];

/** What one stake earns, and whether it has reached its cap with it. */
export interface StakePayout {
  readonly userId: Types.ObjectId;
  readonly amount: Money;
  /** The wallet before it. */
  readonly wallet: GoodBalance;
  readonly stake: {
    readonly id: Types.ObjectId;
    readonly reachesCap: boolean;
    /** Its `totalEarned` before it. */
    readonly earned: GoodBalance;
    /** Who got its last payout, where that was somebody else. */
    readonly formerOwner?: Types.ObjectId;
  };
}

/** What is to be done about one due stake. */
export type Assessment =
  | { readonly kind: 'pay'; readonly payout: StakePayout }
  /** It had reached its cap before: nothing is due, it is completed. */
  | { readonly kind: 'complete'; readonly stakeId: Types.ObjectId }
  /** Its payout rounds down to nothing. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fail'; readonly stakeId: Types.ObjectId; readonly reason: RecordFailureReason };

/** The rules that a slot pays by. */
export interface RosRules {
  readonly rate: Rate;
  readonly capPercent: number;
}

/**
 * Decides about one due stake; payment, preview and the missing list all ask here. Pure.
 * @param wallets how the owners' wallets stand, by user id as text; absent: there is no such user
 */
export function assessStake(
  stake: StakeRecord,
  wallets: ReadonlyMap<string, StoredBalance>,
  rules: RosRules,
): Assessment {
  const fail = (reason: RecordFailureReason): Assessment => ({ kind: 'fail', stakeId: stake._id, reason });

  if (!(stake._id instanceof Types.ObjectId)) return fail('INVALID_STAKE_ID');
  if (!(stake.userId instanceof Types.ObjectId)) return fail('INVALID_USER_ID');
  const wallet = wallets.get(stake.userId.toHexString());
  if (wallet === undefined) return fail('MISSING_USER');
  if (wallet.kind === 'broken') return fail('INVALID_WALLET');
  const amount = microsFromStored(stake.amount);
  if (amount === null || amount <= 0n) return fail('INVALID_AMOUNT');
  const earned = storedBalance(stake.totalEarned);
  if (earned.kind === 'broken' || earned.standsFor < ZERO) return fail('INVALID_TOTAL_EARNED');

  const { payout, reachesCap } = cappedRosPayoutFloor6({
    amount: moneyFromMicros(amount),
    totalEarned: earned.standsFor,
    rate: rules.rate,
    capPercent: rules.capPercent,
  });
  if (payout > ZERO) {
    return {
      kind: 'pay',
      payout: {
        userId: stake.userId,
        amount: payout,
        wallet,
        stake: {
          id: stake._id,
          reachesCap,
          earned,
          ...formerOwnerOf(stake.lastPaidTo, stake.userId),
        },
      },
    };
  }
  return reachesCap ? { kind: 'complete', stakeId: stake._id } : { kind: 'nothing' };
}

function formerOwnerOf(lastPaidTo: unknown, userId: Types.ObjectId): { readonly formerOwner?: Types.ObjectId } {
  return lastPaidTo instanceof Types.ObjectId && !lastPaidTo.equals(userId) ? { formerOwner: lastPaidTo } : {};
}

/** The owners that these stakes name, each once. */
export function ownersOf(stakes: readonly StakeRecord[]): Types.ObjectId[] {
  return idsIn(stakes.map(({ userId }) => userId));
}

/** Everybody who may have got a payout of these stakes: their owners, and who owned them before. */
export function everOwnersOf(stakes: readonly StakeRecord[]): Types.ObjectId[] {
  return idsIn(
    stakes.flatMap(({ userId, lastPaidTo, formerOwners }): unknown[] => [
      userId,
      lastPaidTo,
      ...(Array.isArray(formerOwners) ? (formerOwners as unknown[]) : []),
    ]),
  );
}

function idsIn(values: readonly unknown[]): Types.ObjectId[] {
  const ids = new Map<string, Types.ObjectId>();
  for (const value of values) {
    if (value instanceof Types.ObjectId) ids.set(value.toHexString(), value);
  }
  return [...ids.values()];
}
