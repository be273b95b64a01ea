import { Types } from 'mongoose';
import { ACTIVATION_FIELD } from '#lib/adoption-state';
import { STAKE_STATUSES } from '#lib/stakes';
import { valueAt } from '#lib/database';
import type { OddRecord, Oddity } from './odd-records.js';
import { isDecimal, rawMicros, shown } from './raw-values.js';

/** A stake as `RAW` reads one. */
export type StakeRecord = Readonly<Record<string, unknown>> & { readonly _id: Types.ObjectId };

/** What adoption does with one stake. */
export interface StakeAssessment {
  readonly id: Types.ObjectId;
  /** Amounts in millionths that become Decimal128. */
  readonly amount: bigint | null;
  readonly totalEarned: bigint | null;
  /** What it had earned elsewhere, where that is not known yet. */
  readonly openingEarned: bigint | null;
  readonly activatedAt: Date | null;
  readonly odd: readonly OddRecord[];
}

/** What an assessment goes by. */
export interface StakeRules {
  /** The field of a stake that tells its activation. */
  readonly activationField: string;
  /** From which `activatedAt` is filled. */
  readonly activationSource: string;
  readonly capPercent: number;
}

/** What else is known of a stake. */
export interface StakeFacts {
  /** The sum of our entries of it, in millionths. */
  readonly ours: bigint;
  readonly ownerExists: boolean;
}

/** Pure. */
export function assessStake(stake: StakeRecord, { ours, ownerExists }: StakeFacts, rules: StakeRules): StakeAssessment {
  const odd: OddRecord[] = [];
  const note = (reason: Oddity, field: string, value = valueAt(stake, field)): void => {
    odd.push({ collection: 'stakes', id: stake._id.toHexString(), field, reason, value: shown(value) });
  };
  if (!(stake['userId'] instanceof Types.ObjectId)) note('OWNER_NO_ID', 'userId');
  else if (!ownerExists) note('OWNER_MISSING', 'userId');
  if (!STAKE_STATUSES.some((status) => status === stake['status'])) note('STATUS_UNKNOWN', 'status');
  const amount = rawMicros(stake['amount']);
  if (amount === null) note('AMOUNT_NO_AMOUNT', 'amount');
  else if (amount <= 0n) note('AMOUNT_NOT_ABOVE_ZERO', 'amount');
  const hasEarned = stake['totalEarned'] !== undefined;
  const earned = hasEarned ? rawMicros(stake['totalEarned']) : 0n;
  if (earned === null) note('EARNED_NO_AMOUNT', 'totalEarned');
  else if (earned < 0n) note('EARNED_NEGATIVE', 'totalEarned');
  else if (isAboveCap(amount, earned, rules.capPercent)) note('EARNED_ABOVE_CAP', 'totalEarned');
  const opening = earned === null || stake['openingEarned'] !== undefined ? 0n : earned - ours;
  if (opening < 0n && earned !== null && earned >= 0n) note('EARNED_LESS_THAN_PAID', 'totalEarned');
  const activatedAt = activationToSet(stake, rules);
  const isActivated = activatedAt !== null || isDate(valueAt(stake, rules.activationField));
  if (stake['status'] === 'ACTIVE' && !isActivated) {
    const value = valueAt(stake, rules.activationField) ?? valueAt(stake, rules.activationSource);
    note('ACTIVATION_NO_DATE', rules.activationField, value);
  }
  return {
    id: stake._id,
    amount: amount === null || isDecimal(stake['amount']) ? null : amount,
    totalEarned: earned === null || !hasEarned || isDecimal(stake['totalEarned']) ? null : earned,
    openingEarned: opening === 0n ? null : opening,
    activatedAt,
    odd,
  };
}

function isAboveCap(amount: bigint | null, earned: bigint, capPercent: number): boolean {
  return amount !== null && amount > 0n && earned * 100n > amount * BigInt(capPercent);
}

function activationToSet(stake: StakeRecord, { activationField, activationSource }: StakeRules): Date | null {
  if (activationField !== ACTIVATION_FIELD) return null;
  const present = stake[ACTIVATION_FIELD];
  if (present !== undefined && present !== null) return null;
  const source = valueAt(stake, activationSource);
  return isDate(source) ? source : null;
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
