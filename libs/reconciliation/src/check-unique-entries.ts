import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import type { Slot } from '#lib/slots';
import type { EntryType } from '#lib/ledger';
import { DIFFERENCES_TOLD, type Findings } from './findings.js';

/** I1: one entry per (stake, distribution) at most for ROS, per (user, distribution, pool) for pools. */
@Injectable()
export class UniqueEntriesCheck {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async run(slots: readonly Slot[], findings: Findings): Promise<void> {
    for (const slot of slots) {
      const repeats = await this.subjectsByEntries(slot);
      let repeated = 0;
      for (const [entries, subjects] of repeats) {
        findings.checked(subjects);
        if (entries > 1) repeated += subjects;
      }
      if (repeated > 0) await this.tell(slot, repeated, findings);
    }
  }

  /** How many subjects have one entry, how many have two, … */
  private async subjectsByEntries(slot: Slot): Promise<Map<number, number>> {
    const groups = await this.entries()
      .aggregate<{ _id: number; subjects: number }>(
        [...entriesPerSubject(slot), { $group: { _id: '$entries', subjects: { $sum: 1 } } }],
        { allowDiskUse: true },
      )
      .toArray();
    return new Map(groups.map(({ _id, subjects }) => [Number(_id), Number(subjects)]));
  }

  private async tell(slot: Slot, total: number, findings: Findings): Promise<void> {
    const repeated = await this.entries()
      .aggregate<{ _id: { type: EntryType; subject: unknown }; entries: number }>(
        [
          ...entriesPerSubject(slot),
          { $match: { entries: { $gt: 1 } } },
          { $sort: { _id: 1 } },
          { $limit: DIFFERENCES_TOLD },
        ],
        { allowDiskUse: true },
      )
      .toArray();
    findings.count(
      total,
      repeated.map(({ _id, entries }) => ({
        what: `${_id.type} entries of one ${_id.type === 'ROI_EARNED' ? 'stake' : 'user'} in ${slot.key}`,
        ids: {
          key: slot.key,
          distributionId: slot._id.toHexString(),
          [_id.type === 'ROI_EARNED' ? 'stakeId' : 'userId']: String(_id.subject),
        },
        expected: '1',
        actual: String(entries),
      })),
    );
  }

  private entries() {
    return this.connection.collection(COLLECTIONS.transactions);
  }
}

/** By stake and by user, not by the subject of the unique index: this must not believe what it proves. */
function entriesPerSubject(slot: Slot) {
  return [
    { $match: { distributionId: slot._id } },
    {
      $group: {
        _id: { type: '$type', subject: { $cond: [{ $eq: ['$type', 'ROI_EARNED'] }, '$stakeId', '$userId'] } },
        entries: { $sum: 1 },
      },
    },
  ];
}
