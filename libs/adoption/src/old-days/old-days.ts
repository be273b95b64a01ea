import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { runInTransaction } from '#lib/database';
import { LegacySlots } from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import { assertKnownShapes } from './known-shapes.js';
import type { OldDaysMapping } from './mapping.js';
import { OldPlatformReader, type OldUser, type Reading } from './old-platform-reader.js';
import { OldSlotRecords, type OldSlotRecord } from './old-slot-records.js';
import { slotId, type OldSlot } from './old-slot.js';
import { readOldSlots } from './read-slots.js';
import type { OldDaysReport, OldSlotLine } from './report.js';
import { SlotWriter } from './slot-writer.js';
import { StakeProblems } from './stake-problems.js';
import { Tally } from './tally.js';
import { paidTwice, whoIsOwed } from './who-is-owed.js';

export interface OldDaysOptions {
  readonly mapping: OldDaysMapping;
  /** Fields of a stake that tell its activation where ours does not. */
  readonly activatedAt: readonly string[];
  /** Called after each user. */
  readonly progress: (users: number) => void;
}

/**
 * What the old system's days left unpaid (docs/specification.md 6): found, recorded as slots that `compensate` pays, and
 * taken away again. Users are streamed: memory does not grow with their number.
 */
@Injectable()
export class OldDays {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly records: OldSlotRecords,
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
    for (const line of await this.records.all()) {
      const gone = await runInTransaction(this.connection, async (session) => {
        if (line.state === 'recorded' && !(await this.legacySlots.remove(session, line.distributionId))) return false;
        // Its chunks are not of a slot any more: whoever comes next takes them away, too.
        await this.records.reopen(session, line);
        return true;
      });
      if (!gone) {
        kept.push(slotId(line));
        continue;
      }
      await this.legacySlots.dropChunks(line.distributionId);
      await this.records.forget(line);
      if (line.state === 'recorded') removed += 1;
    }
    return { removed, kept };
  }

  private async look(options: OldDaysOptions, writes: boolean): Promise<OldDaysReport> {
    const { mapping } = options;
    const days = await this.reader.days(mapping);
    const read = readOldSlots(days, mapping, this.config.timeZone, this.clock.now());
    const known = new Map((await this.records.all()).map((line) => [slotId(line), line]));
    const open = read.slots.filter((slot) => !isDone(known.get(slotId(slot))));
    const problems = new StakeProblems();
    const writer = writes ? await this.writer(open, known) : null;
    const tallies = new Map(open.map((slot) => [slotId(slot), new Tally(slot)]));
    if (open.length > 0) {
      // Slots of a day that are settled count still: a payout that names no slot may be any one's of its day.
      await this.read(
        { mapping, clock: read.clock, activatedAt: options.activatedAt },
        options.progress,
        async (user) => {
          problems.paidTwice(paidTwice(user.payouts));
          for (const told of whoIsOwed(user.stakes, user.payouts, read.slots, this.config.rosCapPercent)) {
            const tally = tallies.get(slotId(told.slot));
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
      const id = slotId(slot);
      const tally = tallies.get(id);
      const before = known.get(id);
      if (tally === undefined) lines.push(toLine(before as OldSlotRecord));
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
  private async writer(open: readonly OldSlot[], known: ReadonlyMap<string, OldSlotRecord>): Promise<SlotWriter> {
    for (const line of known.values()) {
      if (!isDone(line)) await this.legacySlots.dropChunks(line.distributionId);
    }
    const ids = new Map<string, Types.ObjectId>();
    for (const slot of open) {
      const id = slotId(slot);
      const distributionId = known.get(id)?.distributionId ?? new Types.ObjectId();
      ids.set(id, distributionId);
      await this.records.begin(new Tally(slot).line('found'), distributionId);
    }
    return new SlotWriter(this.connection, this.records, this.legacySlots, ids, this.config.chunkSize);
  }
}

function isDone(line: OldSlotRecord | undefined): boolean {
  return line !== undefined && line.state !== 'writing';
}

function toLine({ _id, kind: _kind, distributionId: _distribution, state, ...line }: OldSlotRecord): OldSlotLine {
  return { ...line, state: state === 'writing' ? 'found' : state };
}
