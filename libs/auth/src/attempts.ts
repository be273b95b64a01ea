import type { Model, Types } from 'mongoose';
import type { CheckState, Credential } from './credential.schema.js';
import { AccountLockedError } from './errors.js';

/** Wrong attempts at one check after which it is locked (docs/specification.md 3, Authentication). */
export const MAX_FAILURES = 5;
/** How long it is locked, and after how long without a failure the earlier ones are forgotten. */
export const LOCK_MS = 15 * 60_000;

/** Passwords and codes are counted apart: signing in again must not give a thief five more guesses at the code. */
export type Check = 'passwordCheck' | 'codeCheck';

const WHAT = { passwordCheck: 'passwords', codeCheck: 'codes' } as const;

/** @throws AccountLockedError while the check is locked */
export function assertOpen(check: Check, state: CheckState | undefined, now: Date): void {
  const until = state?.lockedUntil?.getTime() ?? 0;
  if (until > now.getTime()) throw new AccountLockedError(WHAT[check], Math.ceil((until - now.getTime()) / 1000));
}

/** The part of a filter that only an account matches whose check is open. */
export function open(check: Check, now: Date): Record<string, unknown> {
  return { [`${check}.lockedUntil`]: { $not: { $gt: now } } };
}

/** The part of an update that forgets the failures. */
export function forgetFailures(check: Check): Record<string, unknown> {
  return { [check]: { failures: 0, lastFailureAt: null, lockedUntil: null } };
}

/**
 * Counts a wrong attempt, in one atomic step of the database. Of any number of parallel attempts at most
 * `MAX_FAILURES` are told that they were wrong; the others learn nothing, because by then the check is locked.
 * @throws AccountLockedError if the check was locked when the attempt arrived
 */
export async function countFailure(
  credentials: Model<Credential>,
  check: Check,
  userId: Types.ObjectId,
  now: Date,
): Promise<void> {
  const forgetBefore = new Date(now.getTime() - LOCK_MS);
  const recent = { $gt: [`$${check}.lastFailureAt`, forgetBefore] };
  const counted = await credentials.collection.updateOne({ userId, ...open(check, now) }, [
    { $set: { [`${check}.failures`]: { $cond: [recent, { $add: [`$${check}.failures`, 1] }, 1] } } },
    {
      $set: {
        [`${check}.lastFailureAt`]: now,
        [`${check}.lockedUntil`]: {
          $cond: [{ $gte: [`$${check}.failures`, MAX_FAILURES] }, new Date(now.getTime() + LOCK_MS), null],
        },
      },
    },
  ]);
  if (counted.matchedCount === 0) {
    const credential = await credentials.findOne({ userId }).lean<Credential>();
    assertOpen(check, credential?.[check], now);
  }
}
