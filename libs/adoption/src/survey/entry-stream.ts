import { Types, type Connection } from 'mongoose';
import { COLLECTIONS, EXACT_NUMBERS, microsFromStored } from '#lib/database';
import { withEntry } from '#lib/ledger';
import { NO_ENTRIES, type UserEntries } from './assess-user.js';
import type { OddRecord, Oddity } from './odd-records.js';
import { shown } from './raw-values.js';

const FIELDS = {
  userId: 1,
  stakeId: 1,
  type: 1,
  status: 1,
  amount: 1,
  distributionId: 1,
  distributionDate: 1,
  slotNumber: 1,
  metadata: { slotNumber: 1, covers: 1 },
} as const;
const BATCH = 5_000;

type Entry = Readonly<Record<string, unknown>>;

/** The entries of one user. */
export interface EntriesOfUser {
  /** 24 hexadecimal digits. */
  readonly userId: string;
  readonly entries: UserEntries;
}

/**
 * Every entry there is, in the order of users' ids, read once: the server sorts, so that neither an index nor memory here is
 * needed. What entries say of themselves is told to `look`, what is odd to `odd`.
 */
export class EntryStream {
  private readonly groups: AsyncGenerator<EntriesOfUser, void>;
  private next: EntriesOfUser | null = null;

  constructor(
    private readonly connection: Connection,
    private readonly look: (entry: Entry) => void,
    private readonly odd: (records: readonly OddRecord[]) => void,
  ) {
    this.groups = this.read();
  }

  /** @returns the entries of all users up to an id, by the ids as text; asked with ascending ids. Null: to the end. */
  async upTo(last: Types.ObjectId | null): Promise<Map<string, UserEntries>> {
    const found = new Map<string, UserEntries>();
    const end = last?.toHexString();
    for (;;) {
      this.next ??= await this.pull();
      if (this.next === null || (end !== undefined && this.next.userId > end)) return found;
      found.set(this.next.userId, this.next.entries);
      this.next = null;
    }
  }

  async close(): Promise<void> {
    await this.groups.return(undefined);
  }

  private async pull(): Promise<EntriesOfUser | null> {
    const next = await this.groups.next();
    return next.done === true ? null : next.value;
  }

  private async *read(): AsyncGenerator<EntriesOfUser, void> {
    const cursor = this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<Entry>([{ $project: FIELDS }, { $sort: { userId: 1 } }], {
        ...EXACT_NUMBERS,
        allowDiskUse: true,
        batchSize: BATCH,
      });
    let current = null as { userId: string; entries: UserEntries } | null;
    let seen = new Set<string>();
    for await (const entry of cursor) {
      this.look(entry);
      this.odd(oddIn(entry));
      const { userId } = entry;
      if (!(userId instanceof Types.ObjectId)) continue;
      const id = userId.toHexString();
      if (current?.userId !== id) {
        if (current !== null) yield current;
        current = { userId: id, entries: NO_ENTRIES };
        seen = new Set();
      }
      this.odd(twiceIn(entry, seen));
      current.entries = withOne(current.entries, entry);
    }
    if (current !== null) yield current;
  }
}

function withOne({ others, ours }: UserEntries, entry: Entry): UserEntries {
  const { distributionId } = entry;
  if (distributionId instanceof Types.ObjectId)
    return { others, ours: ours + (microsFromStored(entry['amount']) ?? 0n) };
  if (distributionId !== undefined && distributionId !== null) return { others, ours };
  return { others: withEntry(others, entry), ours };
}

function oddIn(entry: Entry): OddRecord[] {
  const odd: OddRecord[] = [];
  const { userId, amount, distributionId } = entry;
  if (!(userId instanceof Types.ObjectId)) odd.push(oddEntry(entry, 'ENTRY_OWNER_NO_ID', 'userId'));
  if (microsFromStored(amount) === null) odd.push(oddEntry(entry, 'ENTRY_NO_AMOUNT', 'amount'));
  const isForeign =
    distributionId !== undefined && distributionId !== null && !(distributionId instanceof Types.ObjectId);
  if (isForeign) odd.push(oddEntry(entry, 'ENTRY_DISTRIBUTION_ID', 'distributionId'));
  return odd;
}

/** What the old system wrote for a slot; ours cannot be there twice. */
function twiceIn(entry: Entry, seen: Set<string>): OddRecord[] {
  const { stakeId, type, distributionDate: date, distributionId } = entry;
  const slotNumber =
    entry['slotNumber'] ?? (entry['metadata'] as { slotNumber?: unknown } | null | undefined)?.slotNumber;
  const isOfSlot = slotNumber !== undefined && slotNumber !== null && date !== undefined && date !== null;
  if (!isOfSlot || distributionId instanceof Types.ObjectId) return [];
  const key = [stakeId, type, date instanceof Date ? date.getTime() : date, slotNumber].map(String).join('/');
  if (seen.has(key)) return [oddEntry(entry, 'ENTRY_TWICE', 'slotNumber')];
  seen.add(key);
  return [];
}

function oddEntry(entry: Entry, reason: Oddity, field: string): OddRecord {
  return { collection: 'transactions', id: idOf(entry['_id']), field, reason, value: shown(entry[field]) };
}

function idOf(id: unknown): string {
  return id instanceof Types.ObjectId ? id.toHexString() : shown(id);
}
