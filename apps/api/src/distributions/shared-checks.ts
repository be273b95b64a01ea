import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#lib/calendar';
import { Reconciliation, type ReconciliationReport } from '#lib/reconciliation';

/** A check reads every wallet: who asks for a date that is being checked gets that check's report. */
@Injectable()
export class SharedChecks {
  private readonly running = new Map<string, Promise<ReconciliationReport>>();

  constructor(private readonly reconciliation: Reconciliation) {}

  async of(date: CalendarDate): Promise<ReconciliationReport> {
    const running = this.running.get(date);
    if (running !== undefined) return running;
    const check = this.reconciliation.check(date).finally(() => this.running.delete(date));
    this.running.set(date, check);
    return check;
  }
}
