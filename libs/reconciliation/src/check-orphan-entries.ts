import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { OUR_ENTRIES } from '#lib/ledger';
import { stored, toText } from './amounts.js';
import type { Findings } from './findings.js';

/** Distributions that are looked for at a time. */
const BATCH = 1_000;

/**
 * The other half of I3: every entry of ours of the date belongs to a distribution. What is filed under a date that is not
 * its distribution's is found by the proof of that distribution's date.
 */
@Injectable()
export class OrphanEntriesCheck {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async run(date: string, findings: Findings): Promise<void> {
    let batch: Types.ObjectId[] = [];
    for await (const id of this.idsInLedger()) {
      batch.push(id);
      if (batch.length < BATCH) continue;
      await this.tell(date, await this.unknown(batch), findings);
      batch = [];
    }
    await this.tell(date, await this.unknown(batch), findings);
  }

  /** What distributions the ledger names: one step through an index for each, however many entries it has. */
  private async *idsInLedger(): AsyncGenerator<Types.ObjectId> {
    const groups = this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<{ _id: Types.ObjectId }>([{ $match: OUR_ENTRIES }, { $group: { _id: '$distributionId' } }], {
        allowDiskUse: true,
      });
    for await (const { _id } of groups) yield _id;
  }

  private async unknown(ids: readonly Types.ObjectId[]): Promise<Types.ObjectId[]> {
    const found = await this.connection
      .collection(COLLECTIONS.distributions)
      .find({ _id: { $in: [...ids] } }, { projection: { _id: 1 }, batchSize: BATCH + 1 })
      .toArray();
    const known = new Set(found.map(({ _id }) => _id.toHexString()));
    return ids.filter((id) => !known.has(id.toHexString()));
  }

  private async tell(date: string, ids: readonly Types.ObjectId[], findings: Findings): Promise<void> {
    if (ids.length === 0) return;
    const orphans = await this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<{ _id: unknown; count: number; total: unknown }>([
        { $match: { distributionId: { $in: [...ids] }, distributionDate: date } },
        { $group: { _id: '$distributionId', count: { $sum: 1 }, total: { $sum: '$amount' } } },
      ])
      .toArray();
    findings.add(
      ...orphans.map(({ _id, count, total }) => ({
        what: 'ledger entries of the date that belong to no distribution',
        ids: { distributionId: String(_id) },
        expected: 'none',
        actual: `${Number(count)} entries, ${toText(stored(total))} USDT`,
      })),
    );
  }
}
