import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection, Types } from 'mongoose';
import { Audit, type Origin } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import { runInTransaction } from '#lib/database';
import {
  AddedChunks,
  AwaitEnd,
  DistributionCancelledError,
  PHASES,
  SlotJobs,
  SlotReversedError,
  SlotStore,
  isReversed,
  isRunCancelled,
  type AskedRun,
  type Phase,
  type Slot,
  type SlotStatus,
  type UnpaidSubject,
} from '#lib/slots';
import { ZERO, addMoney, formatMoney, moneyToNumber, sumMoney, type Money } from '#lib/money';
import { DatabaseClock } from '#lib/workers';
import { DaySlots } from './day-slots.js';
import { explainLostEntries, type Claim, type LostEntries } from './lost-entries.js';
import { MissingPayments } from './missing-payments.js';
import { SlotFactsReader } from './slot-facts.js';

/** What became of one slot; money is USDT as a number. */
export interface CompensatedSlot {
  readonly key: string;
  readonly slotNumber: number | null;
  /** How many were missing and could be paid, and what they are due. */
  readonly subjects: number;
  readonly amount: number;
  /** False when the slot was left alone; `reason` says why. */
  readonly started: boolean;
  readonly reason: string | null;
  readonly status: SlotStatus;
}

/** What a compensation has started. */
export interface CompensationResult {
  readonly date: string;
  /** All that was started has ended. */
  readonly ended: boolean;
  /** Of the slots that were started. */
  readonly subjects: number;
  readonly amount: number;
  readonly slots: readonly CompensatedSlot[];
}

/** What of a slot a compensation is about to have paid. */
export interface OwedSlot {
  readonly slot: Slot;
  readonly subjects: number;
  readonly amount: Money;
}

/** What goes with a compensation. */
export interface CompensationOptions {
  /** Keeps the answer for a repeated request, in the last of the transactions, with what is started. */
  readonly remember?: ((session: ClientSession, data: CompensationResult) => Promise<void>) | undefined;
  /** How long to wait, in milliseconds; left out: as long as a request does. */
  readonly waitMs?: number | undefined;
  /** Looks at what is about to be paid before anything is; throws where it must not be. */
  readonly admit?: ((owed: readonly OwedSlot[]) => Promise<void>) | undefined;
  /** The second admin, where it has been approved. */
  readonly approvedBy?: string | undefined;
  /** Nothing of it is paid before, nor waited for. */
  readonly notBefore?: Date | undefined;
}

/** A missing payment that can be made now. */
interface Payable extends Claim {
  readonly subjectId: Types.ObjectId;
  readonly userId: Types.ObjectId;
}

interface Owing extends OwedSlot {
  /** Left out where the slot's next run reaches all of them anyway: they may be a million. */
  readonly payable: readonly Payable[];
}

interface Attempt extends Owing {
  /** The slot that will run again; null when it was left alone. */
  readonly started: Slot | null;
  readonly reason: string | null;
}

/**
 * Pays what is missing: adds chunks that name exactly those subjects to their slot and has it run again
 * (docs/architecture.md 4). Done twice it does nothing, and beside a late original payment nobody is paid twice: the
 * same step pays both, guarded by the same unique index.
 */
@Injectable()
export class Compensation {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly daySlots: DaySlots,
    private readonly missing: MissingPayments,
    private readonly facts: SlotFactsReader,
    private readonly slots: SlotStore,
    private readonly addedChunks: AddedChunks,
    private readonly enqueueSlots: SlotJobs,
    private readonly awaitEnd: AwaitEnd,
    private readonly audit: Audit,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * Starts the compensation of every slot of the date that owes somebody who can be paid, and waits for their ends as
   * long as a request does.
   * @param origin who asks for it; recorded with each slot
   * @throws SlotReversedError where nothing else is owed than what was taken back; DistributionCancelledError where it was
   *   cancelled before it was paid
   */
  async compensate(date: CalendarDate, origin: Origin, options: CompensationOptions = {}): Promise<CompensationResult> {
    const attempts = await this.start(date, origin, options);
    const started = attempts.flatMap((attempt) => attempt.started ?? []);
    if (started.length === 0) return toResult(date, attempts, [], true);
    const { ended, distributions } = await this.awaitEnd.of(
      started.map(({ _id }) => _id),
      options.notBefore === undefined ? options.waitMs : 0,
    );
    const cancelled = distributions.find(isRunCancelled);
    if (cancelled !== undefined) {
      throw new DistributionCancelledError(
        `The compensation of ${cancelled.key} was cancelled before it ran; nothing of it was paid`,
      );
    }
    return toResult(date, attempts, distributions, ended);
  }

  /** As `compensate`, without waiting. @returns what has been started */
  async request(date: CalendarDate, origin: Origin): Promise<CompensationResult> {
    return toResult(date, await this.start(date, origin, {}), [], false);
  }

  /** One transaction for each slot. */
  private async start(date: CalendarDate, origin: Origin, options: CompensationOptions): Promise<Attempt[]> {
    const { remember, admit, approvedBy, notBefore } = options;
    const asked = { by: 'email' in origin.actor ? origin.actor.email : null, approvedBy, notBefore };
    const attempts: Attempt[] = [];
    const slots = await this.daySlots.of(date);
    const owing = await this.owing(slots);
    const reversed = slots.find(isReversed);
    if (owing.length === 0 && reversed?.reversal) {
      throw new SlotReversedError(reversed.key, reversed.reversal.requestedAt);
    }
    if (owing.length > 0) await admit?.(owing);
    for (const one of owing) {
      const isLast = one === owing.at(-1);
      const attempt = await runInTransaction(this.connection, async (session) => {
        const made = await this.startOne(session, date, one, origin, asked);
        if (isLast) await remember?.(session, toResult(date, [...attempts, made], [], false));
        return made;
      });
      attempts.push(attempt);
    }
    if (owing.length === 0 && remember !== undefined) {
      await runInTransaction(this.connection, (session) => remember(session, toResult(date, [], [], true)));
    }
    await this.enqueueSlots.enqueue(attempts.flatMap(({ started }) => started ?? []));
    return attempts;
  }

  /** Slots that owe somebody who can be paid, in the order in which they will run. */
  private async owing(slots: readonly Slot[]): Promise<Owing[]> {
    const bySlot = new Map<string, { payable: Payable[]; subjects: number; amount: Money }>();
    // Their chunks name everybody, and how much was owed was counted when they were recorded: nothing is to be looked for.
    for (const slot of slots.filter((one) => namesAll(one) && !isReversed(one))) {
      const { owed: subjects, amount } = slot.legacy ?? { owed: 0, amount: ZERO };
      bySlot.set(slot.key, { payable: [], subjects, amount });
    }
    const others = slots.filter((slot) => !namesAll(slot));
    for await (const { slot, phase, subjectId, userId, amount } of this.missing.of(others)) {
      if (amount === null || userId === null) continue;
      const owed = bySlot.get(slot.key) ?? { payable: [], subjects: 0, amount: ZERO };
      bySlot.set(slot.key, owed);
      owed.subjects += 1;
      owed.amount = addMoney(owed.amount, amount);
      owed.payable.push({ phase, subjectId, userId, amount });
    }
    return slots.flatMap((slot) => {
      const owed = bySlot.get(slot.key);
      return owed === undefined ? [] : [{ slot, ...owed }];
    });
  }

  private async startOne(
    session: ClientSession,
    date: string,
    owing: Owing,
    origin: Origin,
    asked: AskedRun,
  ): Promise<Attempt> {
    const { slot, payable } = owing;
    const at = this.clock.now();
    await origin.confirm?.(session);
    const lost = explainLostEntries(await this.facts.readIn(session, slot), payable);
    if (typeof lost === 'string') return { ...owing, started: null, reason: lost };
    const unreached = await this.unreached(session, slot, payable);
    if (slot.run.state === 'REQUESTED' && unreached.length === 0 && lost.length === 0) {
      return { ...owing, started: null, reason: 'REQUESTED: the slot waits to run again already, and pays them then' };
    }
    const id = randomUUID();
    const started = await this.slots.requestCompensation(session, slot, id, asked);
    if (started === null) return { ...owing, started, reason: 'CHANGED: the slot runs, or has run, since it was read' };
    for (const phase of PHASES) {
      const owed = unreached.find((one) => one.phase === phase)?.owed ?? [];
      const gone = lost.find((one) => one.phase === phase);
      // Who was paid and has no entry is counted; who was not seen, or had left when his chunk was paid, joins.
      const counted = Math.min(owed.length, gone?.count ?? 0);
      await this.addedChunks.add(session, started, phase, owed, { counted, compensation: id });
      if (gone === undefined) continue;
      await this.addedChunks.takeOut(session, started, phase, { ...gone, left: gone.count - counted }, at, id);
    }
    await this.record(session, date, owing, lost, origin);
    return { ...owing, started, reason: null };
  }

  /** Whom the next run of the slot would not pay, by phase; those of whom there is nobody are left out. */
  private async unreached(
    session: ClientSession,
    slot: Slot,
    payable: readonly Payable[],
  ): Promise<{ readonly phase: Phase; readonly owed: readonly UnpaidSubject[] }[]> {
    const unreached: { phase: Phase; owed: readonly UnpaidSubject[] }[] = [];
    for (const phase of PHASES) {
      const claims = payable.filter((claim) => claim.phase === phase).sort(byUser);
      const owed = await this.addedChunks.unreached(session, slot, phase, claims.map(toOwed));
      if (owed.length > 0) unreached.push({ phase, owed });
    }
    return unreached;
  }

  private async record(
    session: ClientSession,
    date: string,
    { slot, subjects, amount }: Owing,
    lost: readonly LostEntries[],
    origin: Origin,
  ): Promise<void> {
    await this.audit.record(session, {
      ...origin,
      action: 'slot.compensate',
      date,
      target: slot.key,
      before: {
        status: slot.status,
        processedStakes: slot.processedStakes,
        totalDistributed: formatMoney(slot.totalDistributed),
        errors: slot.errors,
      },
      after: {
        subjects,
        amount: formatMoney(amount),
        lostEntries: lost.map(({ phase, count, total }) => ({ phase, count, total: formatMoney(total) })),
      },
    });
  }
}

/** Of a slot that another system left unpaid and that never ran here, chunks name everybody who is owed. */
function namesAll({ legacy, attempts }: Slot): boolean {
  return legacy !== null && attempts === 0;
}

/** All stakes of a user one after the other: chunks that run side by side then rarely meet at a wallet. */
function byUser(a: Payable, b: Payable): number {
  return a.userId.toHexString() < b.userId.toHexString() ? -1 : 1;
}

function toOwed({ phase, subjectId, userId, amount }: Payable) {
  return { subjectId, userId, amount: phase === 'ROS' ? null : amount };
}

function toResult(
  date: string,
  attempts: readonly Attempt[],
  now: readonly Slot[],
  ended: boolean,
): CompensationResult {
  const statuses = new Map(now.map(({ key, status }) => [key, status]));
  const started = attempts.filter((attempt) => attempt.started !== null);
  return {
    date,
    ended,
    subjects: started.reduce((sum, { subjects }) => sum + subjects, 0),
    amount: moneyToNumber(sumMoney(started.map(({ amount }) => amount))),
    slots: attempts.map(({ slot, subjects, amount, started: run, reason }) => ({
      key: slot.key,
      slotNumber: slot.slotNumber,
      subjects,
      amount: moneyToNumber(amount),
      started: run !== null,
      reason,
      status: statuses.get(slot.key) ?? slot.status,
    })),
  };
}
