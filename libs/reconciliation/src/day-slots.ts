import { Injectable } from '@nestjs/common';
import { dayBounds, type CalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { SlotStore, type Slot } from '#lib/slots';

/** What is proved and compensated with a date. */
@Injectable()
export class DaySlots {
  constructor(
    private readonly slots: SlotStore,
    private readonly config: AppConfig,
  ) {}

  /** @returns the date's distributions, and the pools without a date whose instants fall on it in the platform's zone */
  async of(date: CalendarDate): Promise<Slot[]> {
    const { start, end } = dayBounds(date, this.config.timeZone);
    const [dated, dateless] = await Promise.all([this.slots.ofDate(date), this.slots.dateless(start, end)]);
    return [...dated, ...dateless];
  }
}
