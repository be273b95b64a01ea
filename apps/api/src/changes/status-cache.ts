import { Injectable } from '@nestjs/common';
import { DeclarationReader, type DayView } from '#lib/declarations';
import { ExecutionNotices, type ExecutionNotice } from '../health/execution-notice.js';

/** Hundreds of clients poll the status; the database is asked at most this often for each date. */
const FRESH_MS = 100;
/** Who asks meanwhile waits for a read that is under way, but not for one that may be lost. */
const PATIENCE_MS = 5_000;
/** A bound, for somebody who asks for every date there is. */
const MAX_DATES = 200;

/** A day's status at one moment. */
export interface DayStatusSnapshot {
  readonly view: DayView & ExecutionNotice;
  /** The same as JSON, made once for all who ask. */
  readonly json: string;
}

interface Kept {
  readonly snapshot: Promise<DayStatusSnapshot>;
  readonly askedAt: number;
  isRead: boolean;
}

/**
 * The status of days, read once for all who ask in the same tenth of a second, or while the database still answers: so
 * no two reads overtake each other, and nobody sees a slot go backwards.
 */
@Injectable()
export class StatusCache {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly reader: DeclarationReader,
    private readonly notices: ExecutionNotices,
  ) {}

  /** @returns the status as it was at most 100 ms or one read ago, and never from before a change of this process */
  read(date: string, nowMs = Date.now()): Promise<DayStatusSnapshot> {
    const kept = this.kept.get(date);
    return kept !== undefined && isGood(kept, nowMs) ? kept.snapshot : this.ask(date, nowMs);
  }

  /** To be called when this process has changed a day. */
  forget(): void {
    this.kept.clear();
  }

  private ask(date: string, nowMs: number): Promise<DayStatusSnapshot> {
    if (this.kept.size >= MAX_DATES) this.kept.clear();
    const entry: Kept = { snapshot: this.take(date), askedAt: nowMs, isRead: false };
    this.kept.set(date, entry);
    entry.snapshot.then(
      () => (entry.isRead = true),
      // A failed read must not be what others are answered with.
      () => this.kept.get(date) === entry && this.kept.delete(date),
    );
    return entry.snapshot;
  }

  private async take(date: string): Promise<DayStatusSnapshot> {
    const [day, notice] = await Promise.all([this.reader.status(date), this.notices.read()]);
    const view = { ...day, ...notice };
    return { view, json: JSON.stringify(view) };
  }
}

function isGood({ askedAt, isRead }: Kept, nowMs: number): boolean {
  return nowMs - askedAt < (isRead ? FRESH_MS : PATIENCE_MS);
}
