import type { INestApplicationContext } from '@nestjs/common';
import type { Connection, Types } from 'mongoose';
import { addDays, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { PlatformDay, type Change } from '#lib/declarations';
import { OrderSeals, SlotStore, slotFromStored, type Slot, type StoredSlot } from '#lib/slots';
import { ExecutionControl } from '#lib/workers';
import { runInTransaction } from '#lib/database';
import { Courier } from '#lib/queues';
import { createWorker } from '../../../apps/worker/src/bootstrap.js';
import { Lifecycle } from '../../../apps/worker/src/lifecycle.js';
import { aUser } from '../../support/builders.js';
import { forgetAudit, forgetProofs } from '../../support/forget-proofs.js';
import { Platform } from '../../support/platform.js';
import { until } from '../../support/until.js';

/** An audit entry as the database holds it. */
export interface AuditRecord {
  readonly action: string;
  readonly date: string | null;
  readonly target: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** A platform of the test's own at noon, an admin who changes its days, and a worker in this process if asked for. */
export class DeclarationHarness {
  /** What was remembered with each change, in order. */
  readonly answers: unknown[] = [];
  readonly ann: Change;
  private worker: INestApplicationContext | null = null;

  private constructor(
    readonly platform: Platform,
    readonly adminId: Types.ObjectId,
  ) {
    this.ann = {
      origin: { actor: { id: adminId.toHexString(), email: 'ann@example.com' }, requestId: 'r-1' },
      remember: (_, data) => {
        this.answers.push(data);
        return Promise.resolve();
      },
    };
  }

  /** @param overrides variables of the product */
  static async open(name: string, overrides: Readonly<Record<string, string>> = {}): Promise<DeclarationHarness> {
    const platform = await Platform.start(name, overrides);
    const admin = aUser({ role: 'admin', email: 'ann@example.com', username: 'ann' });
    await platform.insert('users', [admin]);
    return new DeclarationHarness(platform, admin._id);
  }

  get<T>(token: abstract new (...args: never[]) => T): T {
    return this.platform.get(token);
  }

  get connection(): Connection {
    return this.platform.connection;
  }

  /** A date so many days from today. */
  day(days = 0): CalendarDate {
    return addDays(parseCalendarDate(this.get(PlatformDay).today()), days);
  }

  async startWorker(): Promise<void> {
    const before = { ...process.env };
    Object.assign(process.env, this.platform.environment);
    try {
      this.worker = await createWorker();
    } finally {
      process.env = before;
    }
    this.worker.get(Lifecycle).start();
  }

  /** Keeps workers from starting slots, or lets them. */
  async pause(paused: boolean): Promise<void> {
    await runInTransaction(this.connection, (session) => this.get(ExecutionControl).setPaused(session, paused));
  }

  async distributions(date: string = this.day()): Promise<Slot[]> {
    return this.get(SlotStore).ofDate(date);
  }

  async distribution(key: string): Promise<Slot> {
    const found = await this.connection.collection('distributions').findOne({ key });
    if (found === null) throw new Error(`no distribution ${key}`);
    return slotFromStored(found as unknown as StoredSlot);
  }

  /** As if it had been ordered so: under another date, key or instant. */
  async move(slot: Slot, moved: Partial<Pick<Slot, 'date' | 'key' | 'scheduledFor'>>): Promise<void> {
    const seals = this.get(OrderSeals);
    const seal = seals.seal({ ...seals.orderOf(slot), ...moved });
    await this.connection.collection('distributions').updateOne({ _id: slot._id }, { $set: { ...moved, seal } });
  }

  async ended(key: string): Promise<Slot> {
    return until(`${key} ended`, async () => {
      const distribution = await this.distribution(key);
      return distribution.status === 'COMPLETED' || distribution.status === 'FAILED' ? distribution : null;
    });
  }

  /** Whether Redis holds a job that is still to run for this revision of the slot. */
  async hasJob({ key, revision }: Pick<Slot, 'key' | 'revision'>): Promise<boolean> {
    const ticket = { key, revision, distributionId: '', date: null, slotNumber: null, scheduledFor: new Date() };
    return (await this.get(Courier).knownSlots([ticket])).has(key);
  }

  async audit(): Promise<AuditRecord[]> {
    const entries = await this.connection.collection('auditlog').find().sort({ at: 1, _id: 1 }).toArray();
    return entries as unknown as AuditRecord[];
  }

  /** Forgets everything but the users, the stakes and what they were paid. */
  async clearDays(): Promise<void> {
    for (const name of ['declarations', 'pooldeclarations', 'distributions', 'distributionchunks']) {
      await this.connection.collection(name).deleteMany({});
    }
    await forgetProofs(this.connection);
    await forgetAudit(this.connection);
    this.answers.length = 0;
  }

  async close(): Promise<void> {
    await this.worker?.close();
    await this.platform.stop();
  }
}

/** The code of the error that `work` fails with; `done` if it does not. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string') throw error;
    return code;
  }
}

/** The fields that a refused request names. */
export async function fieldsOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    const details = (error as { details?: readonly { field: string }[] }).details;
    if (details === undefined) throw error;
    return details.map(({ field }) => field);
  }
}
