import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection, Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import type { Slot, StoredSlot } from '#lib/slots';
import { REVERSAL_OF, type PayoutType } from '#lib/ledger';
import { isFinished } from './missing-payment.js';

/** Subjects of one type in some distributions. */
export interface Question {
  readonly slots: readonly Slot[];
  readonly type: PayoutType;
  readonly subjectIds: readonly Types.ObjectId[];
}

interface Found {
  readonly distributionId: Types.ObjectId;
  readonly subjectId: Types.ObjectId;
  readonly reason?: string;
}

interface PaidEntry {
  readonly _id: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly type: string;
  readonly stakeId?: Types.ObjectId;
  /** Of one that takes another back. */
  readonly reverses?: Types.ObjectId;
}

/** `pair(distributionId, subjectId)`: a key for sets and maps. */
export function pair(distributionId: Types.ObjectId, subjectId: Types.ObjectId): string {
  return `${distributionId.toHexString()} ${String(subjectId)}`;
}

/** Who was paid, and whose failure stands; every method reads in the transaction of whoever asks. */
@Injectable()
export class PaidAndFailed {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * Slot by slot, by the users: so the ledger's index leads there.
   * @returns the pairs of distribution and subject for which these users have an entry that was not taken back
   */
  async paid(
    session: ClientSession,
    { slots, type, users }: Pick<Question, 'slots' | 'type'> & { readonly users: readonly Types.ObjectId[] },
  ): Promise<ReadonlySet<string>> {
    const paid = new Set<string>();
    for (const { _id } of slots) {
      // Of all types: a list of types beside a list of users is looked up pair by pair, which took four times as long.
      const found = await this.connection
        .collection(COLLECTIONS.transactions)
        .find<PaidEntry>(
          { userId: { $in: [...users] }, distributionId: _id },
          { session, projection: { userId: 1, type: 1, stakeId: 1, reverses: 1 }, batchSize: BATCH },
        )
        .toArray();
      const entries = found.filter((entry) => entry.type === type || entry.type === REVERSAL_OF[type]);
      const undone = new Set(entries.flatMap(({ reverses }) => (reverses === undefined ? [] : [String(reverses)])));
      for (const entry of entries) {
        if (entry.reverses !== undefined || undone.has(entry._id.toHexString())) continue;
        paid.add(pair(_id, entry.stakeId ?? entry.userId));
      }
    }
    return paid;
  }

  /** @returns the reasons of the failures that stand, by pairs of distribution and subject */
  async failed(session: ClientSession, { slots, type, subjectIds }: Question): Promise<ReadonlyMap<string, string>> {
    const failures = await this.connection
      .collection(COLLECTIONS.distributionFailures)
      .find<Found>(
        { distributionId: { $in: idsOf(slots) }, type, subjectId: { $in: [...subjectIds] }, resolved: false },
        { session, projection: { distributionId: 1, subjectId: 1, reason: 1 }, batchSize: BATCH },
      )
      .toArray();
    return new Map(
      failures.map(({ distributionId, subjectId, reason }) => [pair(distributionId, subjectId), reason ?? 'UNKNOWN']),
    );
  }

  /** @returns those that are finished and have not been run again since they were read */
  async stillFinished(session: ClientSession, slots: readonly Slot[]): Promise<Slot[]> {
    const now = await this.connection
      .collection<StoredSlot>(COLLECTIONS.distributions)
      .find({ _id: { $in: idsOf(slots) } }, { session, batchSize: BATCH })
      .toArray();
    const same = new Map(now.filter(isFinished).map(({ _id, attempts }) => [_id.toHexString(), attempts]));
    return slots.filter(({ _id, attempts }) => same.get(_id.toHexString()) === attempts);
  }
}

const BATCH = 50_000;

function idsOf(slots: readonly Slot[]): Types.ObjectId[] {
  return slots.map(({ _id }) => _id);
}
