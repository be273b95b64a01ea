import { Injectable } from '@nestjs/common';
import { addDays, dateInZone, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { ZERO, type Money } from '#lib/money';
import { SlotOutcomes, USUAL_DAYS, usualDay, type Slot } from '#lib/slots';
import { findingOfLargePayout, type Finding } from './alert-rules.js';

/** Finds slots that paid far more than a day usually does (docs/specification.md 3.4, Alert rules). */
@Injectable()
export class LargePayouts {
  constructor(
    private readonly outcomes: SlotOutcomes,
    private readonly config: AppConfig,
  ) {}

  /** @param ended slots of a week or so: the days before each are read at once */
  async among(ended: readonly Slot[]): Promise<Finding[]> {
    const { largePayoutFactor: factor } = this.config;
    if (factor === null) return [];
    const paying = ended.map((slot) => ({ slot, paid: paidBy(slot), date: this.dateOf(slot) }));
    const dated = paying.filter(({ paid }) => paid > ZERO);
    const dates = [...new Set(dated.map(({ date }) => date))].sort();
    const [first, last] = [dates[0], dates.at(-1)];
    if (first === undefined || last === undefined) return [];
    const totals = await this.outcomes.dayTotals(addDays(first, -USUAL_DAYS), last);
    return dated.flatMap(({ slot, paid, date }) => {
      const from = addDays(date, -USUAL_DAYS);
      const before = [...totals].filter(([day]) => day >= from && day < date).map(([, total]) => total);
      const usual = usualDay(before);
      const finding = usual === null ? null : findingOfLargePayout(slot, paid, usual, factor);
      return finding === null ? [] : [finding];
    });
  }

  private dateOf({ date, scheduledFor }: Slot): CalendarDate {
    return date === null ? dateInZone(scheduledFor, this.config.timeZone) : parseCalendarDate(date);
  }
}

/** Of a document that is broken nothing can be said; it is alerted otherwise. */
function paidBy(slot: Slot): Money {
  try {
    return slot.totalDistributed;
  } catch {
    return ZERO;
  }
}
