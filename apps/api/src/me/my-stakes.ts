import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { dayBounds } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { PlatformDay } from '#lib/declarations';
import { UserEntries } from '#lib/ledger';
import { ZERO } from '#lib/money';
import { UserStakes, type StakePage } from '#lib/stakes';
import type { EarningStake } from './stakes.dto.js';

/** Of each stake: a day with as many slots as it can have. */
const RETURNS_TOLD = 100;

/** A page of stakes, with what each earned. */
export interface EarningStakes extends Pick<StakePage, 'total' | 'nextCursor'> {
  readonly stakes: readonly EarningStake[];
}

/** A user's stakes, with what each earned today and lately (docs/specification.md 3.5). */
@Injectable()
export class MyStakes {
  constructor(
    private readonly stakes: UserStakes,
    private readonly entries: UserEntries,
    private readonly day: PlatformDay,
    private readonly config: AppConfig,
  ) {}

  /**
   * A page of them, newest first.
   * @throws InvalidCursorError
   */
  async page(userId: Types.ObjectId, asked: { cursor?: string | undefined; limit: number }): Promise<EarningStakes> {
    const today = this.day.today();
    const { start } = dayBounds(today, this.config.timeZone);
    const { stakes, total, nextCursor } = await this.stakes.page(userId, asked);
    const ids = stakes.flatMap(({ id }) => (id instanceof Types.ObjectId ? [id] : []));
    const [profits, histories] = await Promise.all([
      this.entries.rosOfDay(userId, today, start),
      this.entries.rosHistory(userId, ids, RETURNS_TOLD),
    ]);
    const earning = stakes.map((stake) => {
      const key = String(stake.id);
      return { stake, todaysProfit: profits.get(key) ?? ZERO, history: histories.get(key) ?? [] };
    });
    return { stakes: earning, total, nextCursor };
  }
}
