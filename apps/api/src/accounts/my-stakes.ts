import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import { dayBounds } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { PlatformDay } from '#lib/declarations';
import { UserEntries } from '#lib/ledger';
import { ZERO } from '#lib/money';
import { UserStakes } from '#lib/stakes';
import type { EarningStake } from './stakes.dto.js';

const MAX_STAKES = 500;
/** Of each stake: a month of days with one slot. */
const RETURNS_TOLD = 30;

/** A user's stakes, with what each earned today and lately (spec.md section 3.5). */
@Injectable()
export class MyStakes {
  constructor(
    private readonly stakes: UserStakes,
    private readonly entries: UserEntries,
    private readonly day: PlatformDay,
    private readonly config: AppConfig,
  ) {}

  /** @returns the latest 500, newest first */
  async of(userId: Types.ObjectId): Promise<EarningStake[]> {
    const today = this.day.today();
    const { start } = dayBounds(today, this.config.timeZone);
    const stakes = await this.stakes.of(userId, MAX_STAKES);
    const ids = stakes.map(({ id }) => id);
    const [profits, histories] = await Promise.all([
      this.entries.rosOfDay(userId, today, start),
      this.entries.rosHistory(userId, ids, RETURNS_TOLD),
    ]);
    return stakes.map((stake) => {
      const key = stake.id.toHexString();
      return { stake, todaysProfit: profits.get(key) ?? ZERO, history: histories.get(key) ?? [] };
    });
  }
}
