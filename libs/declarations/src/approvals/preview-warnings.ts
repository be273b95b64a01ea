import { Injectable } from '@nestjs/common';
import { addDays, parseCalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import type { Money } from '#lib/money';
import { SlotOutcomes, USUAL_DAYS, usualDay } from '#lib/slots';
import { PlatformDay } from '../platform-day.js';
import { warningsOf, type WarningFacts } from './warnings.js';

/** Holds what would be paid against limits and against what is usual (docs/specification.md 3.2 and 3.8). */
@Injectable()
export class PreviewWarnings {
  constructor(
    private readonly outcomes: SlotOutcomes,
    private readonly day: PlatformDay,
    private readonly config: AppConfig,
  ) {}

  async of(asked: Pick<WarningFacts, 'date' | 'total' | 'paid' | 'isAskerAmong'>): Promise<string[]> {
    const { approvalAbove, dayLimit, largePayoutFactor: factor } = this.config;
    return warningsOf({
      ...asked,
      approvalAbove,
      dayLimit,
      factor,
      usual: factor === null ? null : await this.usual(asked),
    });
  }

  /** Of the last days that are over, or of those before the date where that is earlier. */
  private async usual({ date }: { readonly date: string }): Promise<Money | null> {
    const today = this.day.today();
    const before = date !== '' && date < today ? parseCalendarDate(date) : today;
    return usualDay((await this.outcomes.dayTotals(addDays(before, -USUAL_DAYS), before)).values());
  }
}
