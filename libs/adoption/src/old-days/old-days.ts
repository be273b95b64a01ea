import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { COLLECTIONS, runInTransaction } from '#lib/database';
import { ZERO, addMoney, formatMoney, formatRate, type Money } from '#lib/money';
import { LegacySlots, type LegacySlot } from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import { OldPlatformReader, type OldUser, type Reading } from './old-platform-reader.js';
import { slotId, type OldDayProblem, type OldSlot } from './old-slot.js';
import { assertKnownShapes } from './known-shapes.js';
import { readOldSlots } from './read-slots.js';
import { paidTwice, whoIsOwed, type OldOutcome, type StakeOutcome } from './who-is-owed.js';
import type { OldDaysMapping } from './mapping.js';

/** What is known of a slot of the old system; money as decimal text of USDT. */
export interface OldSlotLine {
  readonly date: string;
  readonly slotNumber: number;
  readonly scheduledFor: Date;
  readonly rosPercentage: string;
  readonly collection: string;
  readonly documentId: string;
  /** As the old system calls it. */
  readonly status: string;
  /** ACTIVE stakes that were due then, and what became of them; the parts add up. */
  readonly due: number;
  readonly paid: number;
  readonly nothing: number;
  readonly unclear: number;
  /** Who can be paid, and what they are owed. */
  readonly owed: number;
  readonly amount: string;
  /** Who cannot be paid as they stand. */
  readonly unpayable: number;
  /** Whether it stands among our slots, to be compensated; a slot of ours with its number keeps it out. */
  readonly state: 'found' | 'settled' | 'recorded' | 'number-taken';
}

/** One stake that somebody has to look at. */
export interface OldStakeProblem {
  readonly date: string;
  readonly slotNumber: number;
  readonly stakeId: string;
  readonly reason: string;
}

/** What the old system owes, as a person can sign it. */
export interface OldDaysReport {
  /** What its times of day mean. */
  readonly wallClock: string;
  readonly slots: readonly OldSlotLine[];
  readonly problems: readonly OldDayProblem[];
  /** The first of them, and how many there are. */
  readonly unclear: { readonly count: number; readonly items: readonly OldStakeProblem[] };
  readonly unpayable: { readonly count: number; readonly items: readonly OldStakeProblem[] };
  /** Payouts of one stake for one slot that the old system wrote more than once, as `<stake> <date>#<slot>`. */
  readonly paidTwice: { readonly count: number; readonly items: readonly string[] };
  /** Payout entries that name no user. */
  readonly payoutsOfNobody: number;
}

export interface OldDaysOptions {
  readonly mapping: OldDaysMapping;
  /** Fields of a stake that tell its activation where ours does not. */
  readonly activatedAt: readonly string[];
  /** Called after each user. */
  readonly progress: (users: number) => void;
}

/** How many of each kind of problem are told; all are counted. */
const TOLD = 1_000;

type StoredLine = Omit<OldSlotLine, 'state'> & {
  readonly _id: string;
  readonly kind: 'old-slot';
  readonly distributionId: Types.ObjectId;
  readonly state: 'writing' | 'recorded' | 'settled';
};

/** Counts of one slot while users are read. */
class Tally {
  due = 0;
  paid = 0;
  nothing = 0;
  unclear = 0;
  owed = 0;
  unpayable = 0;
  amount: Money = ZERO;
  chunks = 0;
  waiting: Types.ObjectId[] = [];

  constructor(readonly slot: OldSlot) {}

  count(outcome: OldOutcome): void {
    if (outcome.kind === 'not-due' || outcome.kind === 'without-activation') return;
    this.due += 1;
    if (outcome.kind === 'owed' && outcome.amount === null) {
      this.unpayable += 1;
      return;
    }
    this[outcome.kind] += 1;
    if (outcome.kind === 'owed') this.amount = addMoney(this.amount, outcome.amount ?? ZERO);
  }

  line(state: OldSlotLine['state']): OldSlotLine {
    const { date, slotNumber, scheduledFor, rate, collection, documentId, status } = this.slot;
    const { due, paid, nothing, unclear, owed, unpayable } = this;
    return {
      ...{ date, slotNumber, scheduledFor, rosPercentage: formatRate(rate), collection, documentId, status },
      ...{ due, paid, nothing, unclear, owed, unpayable },
      amount: formatMoney(this.amount),
      state,
    };
  }
}

/**
 * What the old system's days left unpaid (docs/specification.md 6): found, recorded as slots that `compensate` pays, and
 * taken away again. Users are streamed: memory does not grow with their number.
 */
@Injectable()
export class OldDays {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly reader: OldPlatformReader,
    private readonly legacySlots: LegacySlots,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
  ) {}

  /**
   * Looks whether the days are of a shape that is known; reads only.
   * @throws MappingError naming collection, field and an example, where a collection has days and none of them can be read
   */
  async check(mapping: OldDaysMapping): Promise<void> {
    assertKnownShapes(await this.reader.days(mapping), (days) =>
      readOldSlots(days, mapping, this.config.timeZone, this.clock.now()),
    );
  }

  /** Reads and counts; writes nothing. What was recorded before is told as it was. */
  async survey(options: OldDaysOptions): Promise<OldDaysReport> {
    return this.look(options, false);
  }

  /**
   * As `survey`, and records every slot that owes somebody. Killed at any point and run again it ends the same; what was
   * recorded stays as it is.
   */
  async record(options: OldDaysOptions): Promise<OldDaysReport> {
    return this.look(options, true);
  }

  /** Takes away what was recorded and never asked to run. @returns how many slots went, and how many stay because they ran */
  async undo(): Promise<{ readonly removed: number; readonly kept: readonly string[] }> {
    const kept: string[] = [];
    let removed = 0;
    for (const line of await this.lines()) {
      const gone = await runInTransaction(this.connection, async (session) => {
        if (line.state === 'recorded' && !(await this.legacySlots.remove(session, line.distributionId))) return false;
        // Its chunks are not of a slot any more: whoever comes next takes them away, too.
        await this.records().updateOne({ _id: line._id }, { $set: { state: 'writing' } }, { session });
        return true;
      });
      if (!gone) {
        kept.push(slotId(line.date, line.slotNumber));
        continue;
      }
      await this.legacySlots.dropChunks(line.distributionId);
      await this.records().deleteOne({ _id: line._id });
      if (line.state === 'recorded') removed += 1;
    }
    return { removed, kept };
  }

  private async look(options: OldDaysOptions, records: boolean): Promise<OldDaysReport> {
    const { mapping } = options;
    const days = await this.reader.days(mapping);
    const read = readOldSlots(days, mapping, this.config.timeZone, this.clock.now());
    const known = new Map((await this.lines()).map((line) => [slotId(line.date, line.slotNumber), line]));
    const open = read.slots.filter((slot) => !isDone(known.get(slotId(slot.date, slot.slotNumber))));
    const problems = new Problems();
    const writer = records ? await this.writer(open, known) : null;
    const tallies = new Map(open.map((slot) => [slotId(slot.date, slot.slotNumber), new Tally(slot)]));
    if (open.length > 0) {
      // Slots of a day that are settled count still: a payout that names no slot may be any one's of its day.
      await this.read(
        { mapping, clock: read.clock, activatedAt: options.activatedAt },
        options.progress,
        async (user) => {
          problems.paidTwice(paidTwice(user.payouts));
          for (const told of whoIsOwed(user.stakes, user.payouts, read.slots, this.config.rosCapPercent)) {
            const tally = tallies.get(slotId(told.slot.date, told.slot.slotNumber));
            if (tally === undefined) continue;
            tally.count(told.outcome);
            problems.note(told);
            if (told.outcome.kind === 'owed') await writer?.owe(tally, told.stake._id);
          }
        },
      );
    }
    const lines: OldSlotLine[] = [];
    for (const slot of read.slots) {
      const id = slotId(slot.date, slot.slotNumber);
      const tally = tallies.get(id);
      const before = known.get(id);
      if (tally === undefined) lines.push(toLine(before as StoredLine));
      else lines.push(tally.line((await writer?.finish(tally)) ?? (await this.foundState(tally))));
    }
    return {
      wallClock: read.clock.name,
      slots: lines,
      problems: read.problems,
      ...problems.told(),
      payoutsOfNobody: read.slots.length === 0 ? 0 : await this.reader.payoutsOfNobody(mapping),
    };
  }

  private async read(
    reading: Reading,
    progress: (users: number) => void,
    each: (user: OldUser) => Promise<void>,
  ): Promise<void> {
    let users = 0;
    for await (const user of this.reader.users(reading)) {
      await each(user);
      users += 1;
      progress(users);
    }
  }

  private async foundState({ owed, slot }: Tally): Promise<OldSlotLine['state']> {
    if (owed === 0) return 'settled';
    return (await this.legacySlots.find(slot.date, slot.slotNumber)) === null ? 'found' : 'number-taken';
  }

  /** Chunks of a slot whose record was broken off are taken away first: they are written anew. */
  private async writer(open: readonly OldSlot[], known: ReadonlyMap<string, StoredLine>): Promise<SlotWriter> {
    for (const line of known.values()) {
      if (!isDone(line)) await this.legacySlots.dropChunks(line.distributionId);
    }
    const ids = new Map<string, Types.ObjectId>();
    for (const slot of open) {
      const id = slotId(slot.date, slot.slotNumber);
      const distributionId = known.get(id)?.distributionId ?? new Types.ObjectId();
      ids.set(id, distributionId);
      // Its id is known before its chunks are written, so that whoever comes next finds them.
      await this.records().updateOne(
        { _id: `old-slot/${id}` },
        { $set: { ...new Tally(slot).line('found'), kind: 'old-slot', distributionId, state: 'writing' } },
        { upsert: true },
      );
    }
    return new SlotWriter(this.connection, this.legacySlots, ids, this.config.chunkSize);
  }

  private async lines(): Promise<StoredLine[]> {
    return this.records()
      .find({ kind: 'old-slot' }, { sort: { scheduledFor: 1 } })
      .toArray();
  }

  private records() {
    return this.connection.collection<StoredLine>(COLLECTIONS.adoption);
  }
}

function isDone(line: StoredLine | undefined): boolean {
  return line !== undefined && line.state !== 'writing';
}

function toLine({ _id, kind: _kind, distributionId: _distribution, state, ...line }: StoredLine): OldSlotLine {
  return { ...line, state: state === 'writing' ? 'found' : state };
}

/** Writes whom slots owe while users are read, and the slots at the end. */
class SlotWriter {
  constructor(
    private readonly connection: Connection,
    private readonly legacySlots: LegacySlots,
    private readonly ids: ReadonlyMap<string, Types.ObjectId>,
    private readonly chunkSize: number,
  ) {}

  async owe(tally: Tally, stakeId: Types.ObjectId): Promise<void> {
    tally.waiting.push(stakeId);
    if (tally.waiting.length >= this.chunkSize) await this.flush(tally);
  }

  async finish(tally: Tally): Promise<OldSlotLine['state']> {
    const { slot, owed, unpayable } = tally;
    const id = slotId(slot.date, slot.slotNumber);
    const isTaken = owed > 0 && (await this.legacySlots.find(slot.date, slot.slotNumber)) !== null;
    if (isTaken) {
      await this.legacySlots.dropChunks(this.idOf(tally));
      await this.connection.collection<{ _id: string }>(COLLECTIONS.adoption).deleteOne({ _id: `old-slot/${id}` });
      return 'number-taken';
    }
    // Who cannot be paid as he stands is named with the others, fails with his reason and can be retried once mended.
    if (owed > 0) await this.flush(tally);
    else await this.legacySlots.dropChunks(this.idOf(tally));
    const state = owed > 0 ? 'recorded' : 'settled';
    await runInTransaction(this.connection, async (session) => {
      if (owed > 0) await this.legacySlots.record(session, this.legacy(tally), owed + unpayable, tally.chunks);
      await this.connection
        .collection<{ _id: string }>(COLLECTIONS.adoption)
        .updateOne({ _id: `old-slot/${id}` }, { $set: { ...tally.line('found'), state } }, { session });
    });
    return state;
  }

  private async flush(tally: Tally): Promise<void> {
    if (tally.waiting.length === 0) return;
    await this.legacySlots.addChunk(this.legacy(tally), tally.chunks, tally.waiting);
    tally.chunks += 1;
    tally.waiting = [];
  }

  private legacy({ slot, due, paid, owed, amount }: Tally): LegacySlot {
    const { date, slotNumber, rate, scheduledFor, collection, documentId, status, executedAt } = slot;
    const id = this.ids.get(slotId(date, slotNumber)) as Types.ObjectId;
    const legacy = { collection, documentId, status, executedAt, due, paidBefore: paid, owed, amount };
    return { id, date, slotNumber, rate, scheduledFor, legacy };
  }

  private idOf({ slot }: Tally): Types.ObjectId {
    return this.ids.get(slotId(slot.date, slot.slotNumber)) as Types.ObjectId;
  }
}

/** What somebody has to look at, the first of each kind. */
class Problems {
  private readonly unclear: OldStakeProblem[] = [];
  private readonly unpayable: OldStakeProblem[] = [];
  private readonly twice: string[] = [];
  private counts = { unclear: 0, unpayable: 0, twice: 0 };

  note({ stake, slot, outcome }: StakeOutcome): void {
    const told = (reason: string): OldStakeProblem => ({
      date: slot.date,
      slotNumber: slot.slotNumber,
      stakeId: String(stake._id),
      reason,
    });
    if (outcome.kind === 'unclear') {
      this.counts.unclear += 1;
      if (this.unclear.length < TOLD) this.unclear.push(told(outcome.why));
    } else if (outcome.kind === 'owed' && outcome.why !== null) {
      this.counts.unpayable += 1;
      if (this.unpayable.length < TOLD) this.unpayable.push(told(outcome.why));
    }
  }

  paidTwice(found: readonly string[]): void {
    this.counts.twice += found.length;
    this.twice.push(...found.slice(0, TOLD - this.twice.length));
  }

  told(): Pick<OldDaysReport, 'unclear' | 'unpayable' | 'paidTwice'> {
    const { counts, unclear, unpayable, twice } = this;
    return {
      unclear: { count: counts.unclear, items: unclear },
      unpayable: { count: counts.unpayable, items: unpayable },
      paidTwice: { count: counts.twice, items: twice },
    };
  }
}
