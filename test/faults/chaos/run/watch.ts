import { setTimeout as pause } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { hex } from '../../../support/books.js';

const LOOK_EVERY_MS = 100;

/** A distribution as it was seen from outside. */
export interface SeenSlot {
  readonly _id: mongo.ObjectId;
  readonly key: string;
  readonly status: string;
  readonly scheduledFor: Date;
  readonly attempts: number;
  readonly retryRequestedAt?: Date | null;
  readonly run?: { readonly state?: string } | null;
}

/** Between which instants a distribution ran, first run to last, as far as was seen. */
export interface RunWindow {
  /** The last look that found it waiting. */
  readonly after: number;
  /** The first look that found it ended after its last run; Infinity while it is not. */
  readonly before: number;
}

/** Whether a slot is asked to run, or runs. */
export function isAtWork({ status, retryRequestedAt, run }: SeenSlot): boolean {
  if (status === 'EXECUTING') return true;
  if (status === 'PENDING' || status === 'CANCELLED') return false;
  const isAsked = retryRequestedAt !== undefined && retryRequestedAt !== null;
  return isAsked || (run?.state !== undefined && run.state !== 'ENDED');
}

/** Looks at the slots again and again, since what a process writes about time is told by its own clock. */
export class Watch {
  private readonly windows = new Map<string, { after: number; before: number; attempts: number }>();
  private readonly early = new Set<string>();
  private over = false;
  private begin = Date.now();
  private watching: Promise<void> | null = null;

  constructor(private readonly db: mongo.Db) {}

  start(): void {
    this.begin = Date.now();
    this.watching = this.watch();
  }

  /** What was paid before its instant, in words. */
  get paidEarly(): readonly string[] {
    return [...this.early];
  }

  windowOf(slot: Pick<SeenSlot, '_id'>): RunWindow | undefined {
    return this.windows.get(hex(slot._id));
  }

  /** One look. @throws what the driver throws while the database is away */
  async look(): Promise<SeenSlot[]> {
    const asked = Date.now();
    const slots = (await this.db.collection('distributions').find({}).toArray()) as unknown as SeenSlot[];
    const answered = Date.now();
    for (const slot of slots) this.take(slot, asked, answered);
    await this.lookForEarly(slots);
    return slots;
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.watching;
  }

  private async watch(): Promise<void> {
    while (!this.over) {
      await this.look().catch(() => undefined);
      await pause(LOOK_EVERY_MS);
    }
  }

  private take(slot: SeenSlot, asked: number, answered: number): void {
    const id = hex(slot._id);
    const window = this.windows.get(id) ?? { after: this.begin, before: Infinity, attempts: slot.attempts };
    this.windows.set(id, window);
    // It may have run once more between two looks.
    if (window.attempts !== slot.attempts) window.before = Infinity;
    window.attempts = slot.attempts;
    if (slot.status === 'PENDING' || slot.status === 'CANCELLED') {
      window.after = asked;
      window.before = Infinity;
    } else if (isAtWork(slot)) {
      window.before = Infinity;
    } else {
      window.before = Math.min(window.before, answered);
    }
  }

  private async lookForEarly(slots: readonly SeenSlot[]): Promise<void> {
    const waiting = slots.filter(
      ({ status, scheduledFor }) => status !== 'PENDING' && scheduledFor.getTime() > Date.now(),
    );
    for (const { _id, key, scheduledFor } of waiting) {
      const entry = await this.db.collection('transactions').findOne({ distributionId: _id });
      const earlyMs = scheduledFor.getTime() - Date.now();
      if (entry !== null && earlyMs > 0) this.early.add(`${key} was paid before its instant`);
    }
  }
}
