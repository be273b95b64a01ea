import { Injectable } from '@nestjs/common';
import { dateInZone, dayBounds, parseCalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { ZERO, addMoney, formatMoney, sumMoney, type Money } from '#lib/money';
import { PHASES, SlotStore, type Order, type Slot } from '#lib/slots';
import { ChunkSums } from './chunk-sums.js';
import { OpenChunks } from './open-chunks.js';
import { PayChunk } from './pay-chunk.js';
import type { Progress } from './progress.js';

/** Keeps a date from paying more than DAY_LIMIT (docs/specification.md 3.8), by what it has paid and what is open. */
@Injectable()
export class DayLimit {
  constructor(
    private readonly slots: SlotStore,
    private readonly openChunks: OpenChunks,
    private readonly payChunk: PayChunk,
    private readonly chunkSums: ChunkSums,
    private readonly config: AppConfig,
  ) {}

  /**
   * Works out what the open chunks of a slot would pay, as their payment does, before any of them is paid.
   * @param distribution claimed and planned
   * @param progress told after each chunk
   * @param signal stops it between two chunks; nothing is paid then either
   * @returns why it must not be paid, in words; null where it may be
   */
  async excess(distribution: Slot, order: Order, progress: Progress, signal: AbortSignal): Promise<string | null> {
    const { dayLimit, timeZone } = this.config;
    if (dayLimit === null) return null;
    const date = order.date ?? dateInZone(order.scheduledFor, timeZone);
    const open = await this.openAmount(distribution, progress, signal);
    const paid = addMoney(await this.paidBy(distribution, progress), await this.paidByOthers(distribution, date));
    if (open === ZERO || addMoney(paid, open) <= dayLimit) return null;
    return (
      `${date} has paid ${formatMoney(paid)} USDT, and ${formatMoney(open)} more would pass DAY_LIMIT ` +
      `(${formatMoney(dayLimit)} USDT); raise it and retry`
    );
  }

  private async openAmount(distribution: Slot, progress: Progress, signal: AbortSignal): Promise<Money> {
    let total = ZERO;
    for (const phase of PHASES) {
      const ahead = await this.openChunks.ahead(distribution, phase);
      for (let some = await ahead.next(); some.length > 0; some = await ahead.next()) {
        for (const { _id } of some) {
          if (signal.aborted) return ZERO;
          total = addMoney(total, await this.payChunk.worth(_id));
          progress.progressed();
        }
      }
    }
    return total;
  }

  private async paidBy({ _id }: Slot, progress: Progress): Promise<Money> {
    const totals = await this.chunkSums.of(_id, () => progress.progressed());
    return sumMoney(PHASES.map((phase) => totals[phase].total));
  }

  /** One slot runs at a time: all others say themselves what they have paid. */
  private async paidByOthers({ _id }: Slot, date: string): Promise<Money> {
    const { start, end } = dayBounds(parseCalendarDate(date), this.config.timeZone);
    const all = [...(await this.slots.ofDate(date)), ...(await this.slots.dateless(start, end))];
    return sumMoney(all.filter((slot) => !slot._id.equals(_id)).map(({ totalDistributed }) => totalDistributed));
  }
}
