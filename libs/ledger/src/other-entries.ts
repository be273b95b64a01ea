import { Types, type ClientSession, type Connection } from 'mongoose';
import { COLLECTIONS, EXACT_NUMBERS, microsFromStored } from '#lib/database';
import type { TypeSums } from './type-sums.js';
import { OTHER_ENTRIES } from './our-entries.js';

/** A number of entries and their sum in millionths. */
export interface Movements {
  readonly count: number;
  readonly micros: bigint;
}

/** What stands in the ledger for one user that we did not pay. */
export interface OtherEntries {
  /** Completed entries of other services that hold an amount, and opening balances of stakes. */
  readonly moved: Movements;
  /** Opening balances of the wallet. */
  readonly openings: Movements;
  /** What those openings stand for already: entries that were there when they were written. */
  readonly covered: Movements;
  /** Completed entries that hold no amount. */
  readonly withoutAmount: number;
  /** Opening balances of stakes in millionths, by the stakes' ids as text. */
  readonly stakeOpenings: ReadonlyMap<string, bigint>;
}

const NONE: Movements = { count: 0, micros: 0n };
export const NO_OTHER_ENTRIES: OtherEntries = {
  moved: NONE,
  openings: NONE,
  covered: NONE,
  withoutAmount: 0,
  stakeOpenings: new Map(),
};

/** Which users: a range of their ids, or a list. */
export type OwnerFilter =
  | { readonly $in: readonly Types.ObjectId[] }
  | { readonly $gte?: Types.ObjectId; readonly $gt?: Types.ObjectId; readonly $lte: Types.ObjectId };

const FIELDS = { _id: 0, userId: 1, stakeId: 1, type: 1, status: 1, amount: 1, 'metadata.covers': 1 } as const;
const BATCH = 5_000;

/**
 * Sums what other services wrote, and opening balances, entry by entry: each amount stands for its nearest millionth, so that
 * the sum is the same whoever adds it up, and whenever. Flat in memory, whatever the number of entries.
 * @param types adds up every entry by its type, whatever its status; left out: nobody asks
 * @returns by the users' ids as text; users without such entries are not in it, users who do not exist are
 */
export async function readOtherEntries(
  connection: Connection,
  session: ClientSession | null,
  owners: OwnerFilter,
  types?: TypeSums,
): Promise<Map<string, OtherEntries>> {
  const entries = connection
    .collection(COLLECTIONS.transactions)
    .find(
      { userId: '$in' in owners ? { $in: [...owners.$in] } : { ...owners }, ...OTHER_ENTRIES },
      { ...EXACT_NUMBERS, ...(session === null ? {} : { session }), projection: FIELDS, batchSize: BATCH },
    );
  const found = new Map<string, OtherEntries>();
  for await (const entry of entries) {
    const userId = String(entry['userId']);
    types?.add(entry);
    found.set(userId, withEntry(found.get(userId) ?? NO_OTHER_ENTRIES, entry));
  }
  return found;
}

/** The sums with one entry more. Pure. */
export function withEntry(sums: OtherEntries, entry: Readonly<Record<string, unknown>>): OtherEntries {
  const micros = microsFromStored(entry['amount']);
  const isOpening = entry['type'] === 'OPENING_BALANCE';
  const { stakeId } = entry;
  if (!isOpening) {
    if (!isCompleted(entry['status'])) return sums;
    if (micros === null) return { ...sums, withoutAmount: sums.withoutAmount + 1 };
    return { ...sums, moved: plus(sums.moved, 1, micros) };
  }
  if (!(stakeId instanceof Types.ObjectId)) {
    const { count, amount } = coversOf(entry['metadata']);
    return {
      ...sums,
      openings: plus(sums.openings, 1, micros ?? 0n),
      covered: plus(sums.covered, count, amount),
    };
  }
  const id = stakeId.toHexString();
  const stakeOpenings = new Map(sums.stakeOpenings);
  stakeOpenings.set(id, (stakeOpenings.get(id) ?? 0n) + (micros ?? 0n));
  return { ...sums, moved: plus(sums.moved, 1, micros ?? 0n), stakeOpenings };
}

/** Other services write the word in the case that they like. */
function isCompleted(status: unknown): boolean {
  return typeof status === 'string' && status.toLowerCase() === 'completed';
}

function coversOf(metadata: unknown): { count: number; amount: bigint } {
  const covers = (metadata as { covers?: { count?: unknown; amount?: unknown } } | null | undefined)?.covers;
  return { count: Number(covers?.count ?? 0), amount: microsFromStored(covers?.amount) ?? 0n };
}

function plus({ count, micros }: Movements, more: number, amount: bigint): Movements {
  return { count: count + more, micros: micros + amount };
}
