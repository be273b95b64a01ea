import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import type { Slot } from '#lib/slots';
import { REVERSAL_OF, REVERSAL_TYPES, type EntryType } from '#lib/ledger';
import { DIFFERENCES_TOLD, type Findings } from './findings.js';

/**
 * I1: one entry per (stake, distribution) at most for ROS, per (user, distribution, pool) for pools, of those that were not
 * taken back; and what takes a payout back undoes one, exactly, that nothing else undoes.
 */
@Injectable()
export class UniqueEntriesCheck {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async run(slots: readonly Slot[], findings: Findings): Promise<void> {
    for (const slot of slots) {
      const repeats = await this.subjectsByEntries(slot);
      let repeated = 0;
      for (const [entries, subjects] of repeats) {
        findings.checked(subjects);
        if (entries > 1 || entries < 0) repeated += subjects;
      }
      if (repeated > 0) await this.tell(slot, repeated, findings);
      if (slot.reversal !== null) await this.tellWrongReversals(slot, findings);
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
          { $match: { $or: [{ entries: { $gt: 1 } }, { entries: { $lt: 0 } }] } },
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

  private async tellWrongReversals(slot: Slot, findings: Findings): Promise<void> {
    const wrong = await this.entries()
      .aggregate<{ _id: { entry: unknown; user: unknown }; entries: number }>(
        [...reversalsOf(slot), { $sort: { _id: 1 } }, { $limit: DIFFERENCES_TOLD }],
        { allowDiskUse: true },
      )
      .toArray();
    findings.add(
      ...wrong.map(({ _id, entries }) => ({
        what: `what takes a payout of ${slot.key} back`,
        ids: { key: slot.key, entryId: String(_id.entry), userId: String(_id.user) },
        expected: 'the payout and what undoes it exactly',
        actual: `${entries} entries that do not add up to nothing`,
      })),
    );
  }

  private entries() {
    return this.connection.collection(COLLECTIONS.transactions);
  }
}

const IS_REVERSAL = { $in: ['$type', [...REVERSAL_TYPES]] };
/** Of an entry that takes one back, the type of what it takes back. */
const PAYOUT_TYPE = {
  $switch: {
    branches: Object.entries(REVERSAL_OF).map(([payout, reversal]) => ({
      case: { $eq: ['$type', reversal] },
      then: payout,
    })),
    default: '$type',
  },
};

/** Payouts together with what undoes them, of which something is wrong. */
function reversalsOf(slot: Slot) {
  return [
    { $match: { distributionId: slot._id } },
    {
      $group: {
        _id: {
          entry: { $cond: [IS_REVERSAL, '$reverses', '$_id'] },
          user: '$userId',
          stake: { $ifNull: ['$stakeId', null] },
        },
        entries: { $sum: 1 },
        reversals: { $sum: { $cond: [IS_REVERSAL, 1, 0] } },
        total: { $sum: '$amount' },
      },
    },
    {
      $match: {
        reversals: { $gt: 0 },
        $or: [{ entries: { $ne: 2 } }, { reversals: { $ne: 1 } }, { total: { $ne: 0 } }],
      },
    },
  ];
}

/** By stake and by user, not by the subject of the unique index: this must not believe what it proves. */
function entriesPerSubject(slot: Slot) {
  return [
    { $match: { distributionId: slot._id } },
    {
      $group: {
        _id: { type: PAYOUT_TYPE, subject: { $cond: [{ $eq: [PAYOUT_TYPE, 'ROI_EARNED'] }, '$stakeId', '$userId'] } },
        entries: { $sum: { $cond: [IS_REVERSAL, -1, 1] } },
      },
    },
  ];
}
