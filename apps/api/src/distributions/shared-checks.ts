import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#lib/calendar';
import { Reconciliation, type ReconciliationReport } from '#lib/reconciliation';

/** A check reads every wallet: who asks for a date that is being checked gets that check's report. */
@Injectable()
export class SharedChecks {
  private readonly running = new Map<string, Promise<ReconciliationReport>>();

  constructor(private readonly reconciliation: Reconciliation) {}

  of(date: CalendarDate): Promise<ReconciliationReport> {
    const running = this.running.get(date);
    if (running !== undefined) return running;
    const check = this.reconciliation.check(date).finally(() => {
      if (this.running.get(date) === check) this.running.delete(date);
    });
    this.running.set(date, check);
    return check;
  }

  /** Who asks from now on gets a check of their own: what the running one has read is not true any more. */
  forget(date: CalendarDate): void {
    this.running.delete(date);
  }
}
