import type { Model, Types } from 'mongoose';
import type { CheckState, Credential } from './credential.schema.js';
import { AccountLockedError } from './errors.js';

/** Wrong attempts after which a check is locked (docs/specification.md 3). */
export const MAX_FAILURES = 5;
/** How long it is locked at first, and after how long without a failure the earlier ones are forgotten. */
export const LOCK_MS = 15 * 60_000;
/** Locks within this time make the next one twice as long as the last. */
const DOUBLING_MS = 24 * 3_600_000;
/** 2^6 times 15 minutes are 16 hours. */
const MAX_DOUBLINGS = 6;

/** @throws AccountLockedError while the check of codes is locked */
export function assertOpen(state: CheckState | undefined | null, now: Date): void {
  const until = state?.lockedUntil?.getTime() ?? 0;
  if (until > now.getTime()) throw new AccountLockedError('codes', Math.ceil((until - now.getTime()) / 1000));
}

/** The part of a filter that only an account matches whose check of codes is open. */
export function open(now: Date): Record<string, unknown> {
  return { 'codeCheck.lockedUntil': { $not: { $gt: now } } };
}

/** The part of an update that forgets the failures; locks are remembered for a day. */
export function forgetFailures(): Record<string, unknown> {
  return { 'codeCheck.failures': 0, 'codeCheck.lastFailureAt': null, 'codeCheck.lockedUntil': null };
}

/**
 * Counts a wrong code, in one atomic step of the database. Of any number of parallel attempts at most `MAX_FAILURES`
 * are told that they were wrong; the others learn nothing, because by then the check is locked.
 * @returns whether this attempt has locked the check
 * @throws AccountLockedError if the check was locked when the attempt arrived
 */
export async function countFailure(
  credentials: Model<Credential>,
  userId: Types.ObjectId,
  now: Date,
): Promise<{ locked: boolean }> {
  const recent = { $gt: ['$codeCheck.lastFailureAt', new Date(now.getTime() - LOCK_MS)] };
  const today = { $gt: ['$codeCheck.lastLockAt', new Date(now.getTime() - DOUBLING_MS)] };
  const isLast = { $gte: ['$codeCheck.failures', MAX_FAILURES] };
  const counted = await credentials.collection.findOneAndUpdate(
    { userId, ...open(now) },
    [
      {
        $set: {
          'codeCheck.failures': { $cond: [recent, { $add: ['$codeCheck.failures', 1] }, 1] },
          'codeCheck.locks': { $cond: [today, '$codeCheck.locks', 0] },
        },
      },
      {
        $set: {
          'codeCheck.lastFailureAt': now,
          'codeCheck.lockedUntil': { $cond: [isLast, lockEnd(now), null] },
          'codeCheck.lastLockAt': { $cond: [isLast, now, { $ifNull: ['$codeCheck.lastLockAt', null] }] },
        },
      },
      { $set: { 'codeCheck.locks': { $cond: [isLast, { $add: ['$codeCheck.locks', 1] }, '$codeCheck.locks'] } } },
    ],
    { returnDocument: 'after' },
  );
  if (counted === null) {
    const credential = await credentials.findOne({ userId }).lean<Credential>();
    assertOpen(credential?.codeCheck, now);
    return { locked: false };
  }
  const { lockedUntil } = counted['codeCheck'] as CheckState;
  return { locked: lockedUntil !== null };
}

/** 15 minutes from now, doubled for each lock of the last day. */
function lockEnd(now: Date): Record<string, unknown> {
  const branches = Array.from({ length: MAX_DOUBLINGS }, (_, locks) => ({
    case: { $eq: ['$codeCheck.locks', locks] },
    then: new Date(now.getTime() + LOCK_MS * 2 ** locks),
  }));
  return { $switch: { branches, default: new Date(now.getTime() + LOCK_MS * 2 ** MAX_DOUBLINGS) } };
}
