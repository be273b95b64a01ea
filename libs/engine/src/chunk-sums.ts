import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { moneyFromDecimal, type Decimal128 } from '#lib/database';
import { ZERO, addMoney, subtractMoney } from '#lib/money';
import { PHASES, StoredChunk, type Phase } from '#lib/slots';
import type { ChunkTotal, ChunkTotals } from './decide-end.js';

/** Chunks that are added up in one query. */
const SLICE = 2_000;

const NONE: ChunkTotal = {
  ...{ paid: 0, total: ZERO, users: 0, reversed: 0, toPayAgain: 0, takenBack: ZERO, capped: 0, nothing: 0 },
  ...{ plannedChunks: 0, accounted: 0, left: 0, joined: 0 },
};

interface Sums {
  readonly chunks: number;
  readonly paid: number;
  readonly total: Decimal128;
  readonly users: number;
  readonly reversed: number;
  readonly toPayAgain: number;
  readonly takenBack: Decimal128;
  readonly capped: number;
  readonly nothing: number;
  readonly plannedChunks: number;
  readonly accounted: number;
  readonly left: number;
  readonly joined: number;
}

/** The chunk has taken payouts back that were not paid again. */
const STANDS_REVERSED = { $and: [{ $eq: ['$subjects.kind', 'payouts'] }, { $ne: ['$paidAgain', true] }] };

/** What the chunks of a slot say they paid, added up in slices, outside of any transaction. */
@Injectable()
export class ChunkSums {
  constructor(@InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>) {}

  /** @param onSlice called after each slice */
  async of(distributionId: Types.ObjectId, onSlice: () => void): Promise<ChunkTotals> {
    const totals: Record<Phase, ChunkTotal> = { ROS: NONE, PREMIUM: NONE, PERFORMANCE: NONE };
    for (const phase of PHASES) {
      // Chunks that were dropped may have left any number of places empty.
      for (let from = await this.first(distributionId, phase, 0); from !== null;) {
        const sums = await this.slice(distributionId, phase, from);
        onSlice();
        if (sums !== null) totals[phase] = plus(totals[phase], sums);
        from = await this.first(distributionId, phase, from + SLICE);
      }
    }
    return totals;
  }

  /** @returns the index of the first chunk from one on; null where there is none */
  private async first(distributionId: Types.ObjectId, phase: Phase, from: number): Promise<number | null> {
    const found = await this.chunks.collection.findOne<Pick<StoredChunk, 'index'>>(
      { distributionId, phase, index: { $gte: from } },
      { sort: { index: 1 }, projection: { _id: 0, index: 1 } },
    );
    return found === null ? null : Number(found.index);
  }

  private async slice(distributionId: Types.ObjectId, phase: Phase, from: number): Promise<Sums | null> {
    const isPaid = { $eq: ['$status', 'PAID'] };
    const ifPaid = (value: unknown) => ({ $sum: { $cond: [isPaid, value, 0] } });
    const isPlanned = { $eq: ['$secondChance', false] };
    const parts = { $add: ['$paid', '$capped', '$nothing', '$errors', '$left'] };
    const [sums] = await this.chunks.collection
      .aggregate<Sums>([
        { $match: { distributionId, phase, index: { $gte: from, $lt: from + SLICE } } },
        {
          $group: {
            _id: null,
            chunks: { $sum: 1 },
            paid: ifPaid('$paid'),
            total: ifPaid('$total'),
            users: ifPaid('$users'),
            reversed: ifPaid('$reversed'),
            toPayAgain: ifPaid({ $cond: [STANDS_REVERSED, '$reversed', 0] }),
            takenBack: ifPaid({ $cond: [STANDS_REVERSED, '$total', 0] }),
            capped: ifPaid('$capped'),
            nothing: ifPaid('$nothing'),
            plannedChunks: { $sum: { $cond: [isPlanned, 1, 0] } },
            accounted: { $sum: { $cond: [{ $and: [isPaid, isPlanned] }, parts, 0] } },
            left: ifPaid({ $max: ['$left', 0] }),
            joined: ifPaid({ $max: [{ $multiply: ['$left', -1] }, 0] }),
          },
        },
      ])
      .toArray();
    return sums ?? null;
  }
}

function plus(a: ChunkTotal, b: Sums): ChunkTotal {
  return {
    paid: a.paid + Number(b.paid),
    total: addMoney(a.total, moneyOf(b.total)),
    users: a.users + Number(b.users),
    reversed: a.reversed + Number(b.reversed),
    toPayAgain: a.toPayAgain + Number(b.toPayAgain),
    takenBack: subtractMoney(a.takenBack, moneyOf(b.takenBack)),
    capped: a.capped + Number(b.capped),
    nothing: a.nothing + Number(b.nothing),
    plannedChunks: a.plannedChunks + Number(b.plannedChunks),
    accounted: a.accounted + Number(b.accounted),
    left: a.left + Number(b.left),
    joined: a.joined + Number(b.joined),
  };
}

/** A sum in which no decimal was is a plain 0. */
function moneyOf(total: unknown): ReturnType<typeof moneyFromDecimal> {
  return total === 0 ? ZERO : moneyFromDecimal(total);
}
