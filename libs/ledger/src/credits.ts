import type { ClientSession, Connection, Types } from 'mongoose';
import { moneyToDecimal, type GoodBalance } from '#lib/database';
import { addMoney, type Money } from '#lib/money';

/** The server wrote another number of documents than was asked: the transaction must not be committed. */
export class LedgerCountError extends Error {
  readonly code = 'LEDGER_COUNT_MISMATCH';
}

/** @throws LedgerCountError */
export function assertCount(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new LedgerCountError(`${what}: ${actual} of ${expected}; rolled back`);
}

/** What is added to one balance, or taken from it where it is below zero. */
export interface Credit {
  readonly id: Types.ObjectId;
  readonly amount: Money;
  /** What stands there, as it was read in this transaction. */
  readonly before: GoodBalance;
  readonly more: {
    readonly $set?: Readonly<Record<string, unknown>>;
    readonly $unset?: Readonly<Record<string, ''>>;
    readonly $addToSet?: Readonly<Record<string, unknown>>;
  };
}

interface Credits {
  readonly what: string;
  readonly collection: string;
  readonly field: string;
  readonly credits: readonly Credit[];
}

/**
 * By id alone, which is the quickest: whoever changes a document after it was read in this transaction's snapshot is in
 * conflict with this write.
 * @throws LedgerCountError if the server did not write each of them
 */
export async function credit(
  connection: Connection,
  session: ClientSession,
  { what, collection, field, credits }: Credits,
): Promise<void> {
  const added = credits.flatMap(({ id, amount, before, more }) =>
    before.kind === 'decimal'
      ? [{ updateOne: { filter: { _id: id }, update: { $inc: { [field]: moneyToDecimal(amount) }, ...more } } }]
      : [],
  );
  const replaced = credits.flatMap(({ id, amount, before, more }) => {
    if (before.kind === 'decimal') return [];
    const update = { ...more, $set: { ...more.$set, [field]: moneyToDecimal(addMoney(before.standsFor, amount)) } };
    return [{ updateOne: { filter: { _id: id, [field]: { $not: { $type: 'decimal' } } }, update } }];
  });
  for (const updates of [added, replaced]) {
    if (updates.length === 0) continue;
    const result = await connection.collection(collection).bulkWrite(updates, { session, ordered: true });
    assertCount(what, result.modifiedCount, updates.length);
  }
}
