import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import { dayBounds, type CalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { COLLECTIONS } from '#lib/database';
import { SLOT_STATUSES, type Run, type Slot } from '#lib/slots';

/** The payments that balances are proved by where the history before them is not added up. */
export interface ProofWindow {
  /** The place in the order of payments from which on entries count. */
  readonly from: number;
  readonly since: Date;
  /** Every distribution that may hold such an entry. */
  readonly distributionIds: readonly Types.ObjectId[];
  /** Those of the date. */
  readonly ofDate: readonly Types.ObjectId[];
}

/** More distributions than these since a date, and everything is added up instead. */
const MOST_DISTRIBUTIONS = 2_000;
/** So many distributions are looked back at for what a date follows on from. */
const MOST_BEFORE = 50;
/** Far more than the clocks of workers differ. */
const MARGIN_MS = 60_000;
const BATCH = 1_000;

interface Estimated {
  readonly _id: Types.ObjectId;
  readonly run?: Pick<Run, 'order'>;
  readonly processedStakes?: number;
  readonly plan?: {
    readonly stakes?: number;
    readonly premiumQualifiers?: number;
    readonly performanceQualifiers?: number;
  } | null;
}

const ESTIMATED = {
  'run.order': 1,
  processedStakes: 1,
  'plan.stakes': 1,
  'plan.premiumQualifiers': 1,
  'plan.performanceQualifiers': 1,
} as const;

/** Finds out whether a date is proved by its own payments, and by which. */
@Injectable()
export class ProofWindows {
  /** Entries that must be spared at least; where fewer are, everything is added up. Tests set it. */
  leastSpared = 1_000_000;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
  ) {}

  /**
   * @param slots the distributions of the date
   * @returns from payments before the first of the date on, so that it is seen to follow on from them; null where adding up
   *   everything is not worth avoiding
   */
  async of(date: CalendarDate, slots: readonly Slot[]): Promise<ProofWindow | null> {
    const starts = slots.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt.getTime()]));
    const { start } = dayBounds(date, this.config.timeZone);
    const first = starts.length === 0 ? start.getTime() : Math.min(...starts);
    const from = await this.orderBefore(first, Math.max(0, ...slots.map(entriesOfSlot)));
    const changed = await this.changedSince(new Date(from - MARGIN_MS));
    if (changed === null) return null;
    const ofDate = slots.map(({ _id }) => _id);
    const read = new Map([...changed, ...ofDate].map((id) => [id.toHexString(), id]));
    if (!(await this.spares(read))) return null;
    return { from, since: new Date(from), distributionIds: [...read.values()], ofDate };
  }

  /**
   * The place of payments before an instant, so far back that there are as many entries from there as are wanted; the instant
   * itself where nothing was paid before.
   */
  private async orderBefore(first: number, wanted: number): Promise<number> {
    const before = await this.distributions()
      .find<Estimated>(
        { executedAt: { $lt: new Date(first) } },
        { projection: ESTIMATED, sort: { executedAt: -1 }, limit: MOST_BEFORE, batchSize: MOST_BEFORE + 1 },
      )
      .toArray();
    let from = first;
    let found = 0;
    for (const one of before) {
      // One that has run again since tells where it came to then.
      const order = one.run?.order ?? first;
      if (order >= first) continue;
      from = Math.min(from, order);
      found += entriesOf(one);
      if (found >= wanted) break;
    }
    return from;
  }

  /** Whatever was paid since an instant is of a distribution that was changed since; null where there are too many. */
  private async changedSince(since: Date): Promise<Types.ObjectId[] | null> {
    const changed = await this.distributions()
      .find(
        { status: { $in: [...SLOT_STATUSES] }, updatedAt: { $gte: since } },
        { projection: { _id: 1 }, limit: MOST_DISTRIBUTIONS + 1, batchSize: MOST_DISTRIBUTIONS + 2 },
      )
      .toArray();
    return changed.length > MOST_DISTRIBUTIONS ? null : changed.map(({ _id }) => _id);
  }

  /** Whether the other distributions have paid so much, by what they say themselves, that not to read it is worth it. */
  private async spares(read: ReadonlyMap<string, Types.ObjectId>): Promise<boolean> {
    let spared = 0;
    let after: Types.ObjectId | null = null;
    while (spared < this.leastSpared) {
      const some: Estimated[] = await this.distributions()
        .find<Estimated>(after === null ? {} : { _id: { $gt: after } }, {
          projection: ESTIMATED,
          sort: { _id: 1 },
          limit: BATCH,
          batchSize: BATCH + 1,
        })
        .toArray();
      for (const one of some) if (!read.has(one._id.toHexString())) spared += entriesOf(one);
      after = some.at(-1)?._id ?? null;
      if (some.length < BATCH) break;
    }
    return spared >= this.leastSpared;
  }

  private distributions() {
    return this.connection.collection(COLLECTIONS.distributions);
  }
}

/** About how many entries a distribution has. */
function entriesOf({ processedStakes = 0, plan }: Estimated): number {
  const { stakes = 0, premiumQualifiers = 0, performanceQualifiers = 0 } = plan ?? {};
  return Math.max(processedStakes, stakes) + premiumQualifiers + performanceQualifiers;
}

function entriesOfSlot({ processedStakes, plan }: Slot): number {
  const { premium = 0, performance = 0 } = plan?.qualifiers ?? {};
  return Math.max(processedStakes, plan?.stakes ?? 0) + premium + performance;
}
