import type { Types } from 'mongoose';
import type { EntryType } from './entry.schema.js';
import { REVERSAL_TYPES } from './entry.schema.js';

/** What of an entry tells whether its payout stands. */
export interface LinkedEntry {
  readonly _id: Types.ObjectId;
  readonly type: EntryType;
  readonly userId: Types.ObjectId;
  readonly stakeId?: Types.ObjectId;
  readonly subjectId: Types.ObjectId;
}

/** Whether a subject has its payout: it does, or it was taken back by the entry that is named. */
export type Standing = { readonly kind: 'paid' } | { readonly kind: 'reversed'; readonly by: Types.ObjectId };

const REVERSALS: ReadonlySet<string> = new Set(REVERSAL_TYPES);

export function isReversal(type: string): boolean {
  return REVERSALS.has(type);
}

/**
 * How payouts of one type in one distribution stand, by stake or, for pools, user, as text. A payout is undone by the entry that
 * names it as its subject, and paid again by the one that names that entry. Pure.
 */
export function standingsOf(entries: readonly LinkedEntry[]): ReadonlyMap<string, Standing> {
  const undoneBy = new Map<string, Types.ObjectId>();
  for (const { _id, type, subjectId } of entries) {
    if (isReversal(type)) undoneBy.set(subjectId.toHexString(), _id);
  }
  const followed = new Set(entries.map(({ subjectId }) => String(subjectId)));
  const standings = new Map<string, Standing>();
  for (const { _id, type, userId, stakeId } of entries) {
    if (isReversal(type)) continue;
    const by = undoneBy.get(_id.toHexString());
    const subject = String(stakeId ?? userId);
    if (by === undefined) standings.set(subject, { kind: 'paid' });
    else if (!followed.has(by.toHexString())) standings.set(subject, { kind: 'reversed', by });
  }
  return standings;
}
