import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { UnsuitableDatabaseError, missingGuards } from '#lib/database';

/** Every collection's indexes are asked for. */
const LOOK_EVERY_MS = 10_000;

/** Whether the unique indexes that keep money from being paid twice are still there. */
@Injectable()
export class UniqueGuards {
  private whole = true;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** What was found at the latest look; nothing may be claimed while it is false. */
  get areWhole(): boolean {
    return this.whole;
  }

  /** Looks, unless it did a moment ago and all was well. @throws UnsuitableDatabaseError naming each that is missing */
  async look(): Promise<void> {
    if (this.whole && performance.now() - this.lookedAt < LOOK_EVERY_MS) return;
    const missing = await missingGuards(this.connection);
    this.whole = missing.length === 0;
    this.lookedAt = performance.now();
    if (!this.whole) throw new UnsuitableDatabaseError(`Nothing is paid: ${missing.join('; ')}`);
  }
}
