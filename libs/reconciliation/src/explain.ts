import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import type { CalendarDate } from '#lib/calendar';
import { NotAnAmountError } from '#lib/database';
import { POOLS, POOL_NAMES, ZERO, type Money, type Pool } from '#lib/money';
import { PoolQualifiers, type Standing } from '#lib/qualifiers';
import type { Slot } from '#lib/slots';
import { UserStakes, type UserStake } from '#lib/stakes';
import { DaySlots } from './day-slots.js';
import { isFinished, type MissingPayment } from './missing-payment.js';
import { MissingShares } from './missing-shares.js';
import { MissingStakes } from './missing-stakes.js';
import type { Entry, Outcome, OutcomeWord, Owing, TakenBack } from './outcome.js';
import { UserRecordsReader, recordKey, type OtherEntry, type UserRecords } from './user-records.js';
import { whyShare } from './why-share.js';
import { whyStake, type StakeWhy } from './why-stake.js';

/** When and why a payout was taken back. */
export interface ExplainedReversal extends TakenBack {
  /** In the words of the admin; null where the slot does not tell any more. */
  readonly because: string | null;
}

/** One stake in one slot. */
export interface ExplainedStake extends StakeWhy {
  readonly stake: UserStake;
  readonly paidAt: Date | null;
  readonly takenBack: ExplainedReversal | null;
}

/** One pool of one slot. */
export interface ExplainedShare extends Outcome {
  readonly pool: Pool;
  /** What was shared, among how many; null until the shares are frozen. */
  readonly poolAmount: Money;
  readonly qualifiers: number | null;
  readonly paidAt: Date | null;
  readonly takenBack: ExplainedReversal | null;
  /** Whose ranks share it, as frozen on the slot. */
  readonly ranks: readonly string[];
  /** Null but for who was not among those that shares were frozen for. */
  readonly now: Standing | null;
}

/** One slot, with what became of the user in it. */
export interface ExplainedSlot {
  readonly slot: Slot;
  /** Its document holds amounts that are none: what is told of it are entries alone. */
  readonly isReadable: boolean;
  /** None where the slot pays no ROS. With the first page come stakes that are another's since, with what they paid. */
  readonly stakes: readonly ExplainedStake[];
  /** None where the slot pays no pool, and after the first page. */
  readonly shares: readonly ExplainedShare[];
}

export interface ExplainedDay {
  readonly date: CalendarDate;
  readonly slots: readonly ExplainedSlot[];
}

/** Days with one page of a user's stakes in each. */
export interface Explanation {
  readonly days: readonly ExplainedDay[];
  /** Stakes on this page, how many it may hold, and how many there are. */
  readonly count: number;
  readonly limit: number;
  readonly total: number;
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

export interface ExplainQuestion {
  readonly userId: Types.ObjectId;
  readonly dates: readonly CalendarDate[];
  /** Of stakes. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The outcomes of whom no share was frozen for, though the slot was planned. */
const WITHOUT_A_SHARE: ReadonlySet<OutcomeWord> = new Set(['NOT_QUALIFIED', 'NOBODY_QUALIFIED', 'ROUNDS_TO_NOTHING']);

/** So many lines an answer has at most; a page holds fewer stakes where there are many slots. */
const MOST_LINES = 10_000;
/** Days that are read beside each other. */
const DAYS_AT_ONCE = 4;

/** Answers a user what he was paid and how it was worked out, or why not (docs/specification.md 3.6). It only reads. */
@Injectable()
export class Explain {
  constructor(
    private readonly daySlots: DaySlots,
    private readonly stakes: UserStakes,
    private readonly records: UserRecordsReader,
    private readonly missingStakes: MissingStakes,
    private readonly missingShares: MissingShares,
    private readonly qualifiers: PoolQualifiers,
  ) {}

  /** @throws InvalidCursorError */
  async user({ userId, dates, limit: asked, cursor }: ExplainQuestion): Promise<Explanation> {
    const days = await someAtOnce(dates, async (date) => ({ date, slots: await this.daySlots.of(date) }));
    const slotCount = days.reduce((sum, { slots }) => sum + slots.length, 0);
    const limit = Math.max(1, Math.min(asked, Math.floor(MOST_LINES / Math.max(1, slotCount))));
    const { stakes, total, nextCursor } = await this.stakes.page(userId, { limit, cursor });
    const isFirst = cursor === undefined;
    const explained = await someAtOnce(days, async ({ date, slots }) => ({
      date,
      slots: await this.day(userId, slots, stakes, isFirst),
    }));
    return { days: explained, count: stakes.length, limit, total, nextCursor };
  }

  private async day(
    userId: Types.ObjectId,
    slots: readonly Slot[],
    stakes: readonly UserStake[],
    isFirst: boolean,
  ): Promise<ExplainedSlot[]> {
    if (slots.length === 0) return [];
    const subjectIds = [...stakes.map(({ id }) => id), userId];
    const [records, handedOn] = await Promise.all([
      this.records.read({ userId, slots, subjectIds }),
      isFirst ? this.handedOn(userId, slots, stakes) : [],
    ]);
    const missing = await this.missingOf(slots, stakes, records);
    const explained: ExplainedSlot[] = [];
    for (const slot of slots) {
      const isReadable = canBeRead(slot);
      explained.push({
        slot,
        isReadable,
        stakes: [
          ...(isReadable
            ? await this.stakesOf(slot, stakes, records, missing)
            : stakes.map((stake) => ofUnreadable(stake, slot, records))),
          ...handedOn.filter(({ distributionId }) => distributionId.equals(slot._id)).map(ofAnother),
        ],
        shares: isReadable && isFirst ? await this.sharesOf(slot, userId, records) : [],
      });
    }
    return explained;
  }

  /** What was paid to the user for stakes that are not his any more. */
  private async handedOn(
    userId: Types.ObjectId,
    slots: readonly Slot[],
    stakes: readonly UserStake[],
  ): Promise<readonly OtherEntry[]> {
    const shown = stakes.map(({ id }) => id);
    const others = await this.records.otherRos({ userId, slots }, shown);
    if (others.length === 0) return [];
    const owned = await this.stakes.ownedAmong(
      userId,
      others.map(({ stakeId }) => stakeId),
    );
    return others.filter(({ stakeId }) => !owned.has(stakeId.toHexString()));
  }

  /** The missing list's own judgement, asked only for stakes that have no entry. */
  private async missingOf(
    slots: readonly Slot[],
    stakes: readonly UserStake[],
    { entries }: UserRecords,
  ): Promise<readonly MissingPayment[]> {
    const finished = slots.filter((slot) => canBeRead(slot) && isFinished(slot) && slot.rate > 0n);
    const unpaid = stakes.flatMap(({ id, status }) => {
      if (!(id instanceof Types.ObjectId) || status !== 'ACTIVE') return [];
      return finished.some(({ _id }) => !entries.has(recordKey(_id, 'ROI_EARNED', id))) ? [id] : [];
    });
    return unpaid.length === 0 ? [] : this.missingStakes.ofStakes(finished, unpaid);
  }

  private async stakesOf(
    slot: Slot,
    stakes: readonly UserStake[],
    records: UserRecords,
    missing: readonly MissingPayment[],
  ): Promise<ExplainedStake[]> {
    if (slot.rate === 0n || stakes.length === 0) return [];
    const named = slot.legacy === null ? null : await this.namedBy(slot, stakes);
    const ros = {
      ...factsOf(slot),
      scheduledFor: slot.scheduledFor,
      executedAt: slot.executedAt,
      rate: slot.rate,
      capPercent: slot.rules.capPercent,
    };
    return stakes.map((stake) => {
      const key = String(stake.id);
      const owed = missing.filter(({ subjectId }) => String(subjectId) === key);
      const own = owed.find((one) => one.slot._id.equals(slot._id)) ?? null;
      const owing = owingOf(recordKey(slot._id, 'ROI_EARNED', stake.id), records, own);
      const why = whyStake({
        ...owing,
        stake,
        slot: { ...ros, namedByFormer: named === null ? null : named.has(key) },
        isOwedBefore: owed.some(({ amount }) => amount !== null),
      });
      return { ...why, stake, paidAt: owing.entry?.createdAt ?? null, takenBack: reversalOf(slot, owing) };
    });
  }

  private async namedBy(slot: Slot, stakes: readonly UserStake[]): Promise<ReadonlySet<string>> {
    const ids = stakes.flatMap(({ id }) => (id instanceof Types.ObjectId ? [id] : []));
    return new Set((await this.missingStakes.namedBy(slot, ids)).map(String));
  }

  private async sharesOf(slot: Slot, userId: Types.ObjectId, records: UserRecords): Promise<ExplainedShare[]> {
    const paying = POOLS.filter((pool) => slot.pools[pool] !== ZERO);
    return Promise.all(paying.map((pool) => this.shareOf(slot, pool, userId, records)));
  }

  private async shareOf(slot: Slot, pool: Pool, userId: Types.ObjectId, records: UserRecords): Promise<ExplainedShare> {
    const key = recordKey(slot._id, POOL_NAMES[pool].entryType, userId);
    const isPaid = records.entries.has(key);
    const asked = !isPaid && isFinished(slot);
    const { planned, missing } = asked
      ? await this.missingShares.ofUser(slot, pool, userId)
      : { planned: isPaid, missing: null };
    const standing = asked && !planned ? await this.qualifiers.standing(userId, slot.rules.ranks) : null;
    const owing = owingOf(key, records, missing);
    const qualifiers = slot.plan?.qualifiers[pool] ?? null;
    const why = whyShare({
      ...owing,
      slot: factsOf(slot),
      pool: slot.pools[pool],
      qualifiers: qualifiers ?? 0,
      isAmong: planned,
      qualifiesNow: standing?.qualifies[pool] ?? false,
    });
    return {
      ...why,
      pool,
      poolAmount: slot.pools[pool],
      qualifiers,
      paidAt: owing.entry?.createdAt ?? null,
      takenBack: reversalOf(slot, owing),
      ranks: slot.rules.ranks[pool],
      now: WITHOUT_A_SHARE.has(why.outcome) ? standing : null,
    };
  }
}

/** In their order; one question keeps no more of the database's connections than these. */
async function someAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += DAYS_AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + DAYS_AT_ONCE).map(work))));
  }
  return results;
}

function factsOf({ status, reason, plan }: Slot) {
  return { status, reason, isPlanned: plan !== null };
}

/** Null where nothing of it is taken back. */
function reversalOf(slot: Slot, { takenBack }: Owing): ExplainedReversal | null {
  return takenBack === undefined || takenBack === null
    ? null
    : { ...takenBack, because: slot.reversal?.reason ?? null };
}

function owingOf(key: string, { entries, takenBack, failures }: UserRecords, missing: MissingPayment | null): Owing {
  return {
    entry: entries.get(key) ?? null,
    takenBack: takenBack.get(key) ?? null,
    failure: failures.get(key) ?? null,
    missing,
  };
}

/** Its fields are read when they are asked for. */
function canBeRead(slot: Slot): boolean {
  try {
    return [slot.rate, slot.pools, slot.rules, slot.plan, slot.legacy].length > 0;
  } catch (error) {
    if (error instanceof NotAnAmountError) return false;
    throw error;
  }
}

function ofUnreadable(stake: UserStake, slot: Slot, { entries }: UserRecords): ExplainedStake {
  const entry: Entry | undefined = entries.get(recordKey(slot._id, 'ROI_EARNED', stake.id));
  const nothing = {
    owed: null,
    calculation: null,
    stake,
    paidAt: entry?.createdAt ?? null,
    takenBack: null,
    knownFrom: 'then',
  } as const;
  return entry === undefined
    ? { ...nothing, outcome: 'NOT_KNOWN', amount: null, reason: 'SLOT_UNREADABLE' }
    : { ...nothing, outcome: 'PAID', amount: entry.amount, reason: null };
}

function ofAnother({ stakeId, amount, createdAt }: OtherEntry): ExplainedStake {
  const nobodysHere = { amount: null, totalEarned: ZERO, status: '', activatedAt: null, completedAt: null };
  return {
    outcome: 'PAID',
    knownFrom: 'then',
    amount,
    owed: null,
    reason: 'STAKE_OF_ANOTHER',
    calculation: null,
    stake: { id: stakeId, ...nobodysHere },
    paidAt: createdAt,
    takenBack: null,
  };
}
