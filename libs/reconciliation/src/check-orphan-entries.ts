import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { OUR_ENTRIES } from '#lib/ledger';
import type { Slot } from '#lib/slots';
import { stored, toText } from './amounts.js';
import type { Findings } from './findings.js';

/** The other half of I3: every entry of ours of the date belongs to one of its distributions. */
@Injectable()
export class OrphanEntriesCheck {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async run(date: string, slots: readonly Slot[], findings: Findings): Promise<void> {
    const groups = await this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<{ _id: unknown; count: number; total: unknown }>([
        { $match: { distributionDate: date, ...OUR_ENTRIES } },
        { $group: { _id: '$distributionId', count: { $sum: 1 }, total: { $sum: '$amount' } } },
      ])
      .toArray();
    const known = new Set(slots.map(({ _id }) => _id.toHexString()));
    const orphans = groups.filter(({ _id }) => !known.has(String(_id)));
    findings.add(
      ...orphans.map(({ _id, count, total }) => ({
        what: 'ledger entries of the date that belong to none of its distributions',
        ids: { distributionId: String(_id) },
        expected: 'none',
        actual: `${Number(count)} entries, ${toText(stored(total))} USDT`,
      })),
    );
  }
}
