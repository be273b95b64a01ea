import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#lib/calendar';
import { Reconciliation, type ReconciliationReport } from '#lib/reconciliation';

interface SharedCheck {
  readonly report: Promise<ReconciliationReport>;
  readonly abort: AbortController;
  askers: number;
}

/**
 * A check reads every wallet. Who asks for a date that is being checked gets that check's report; another date waits for
 * its turn. A check that nobody waits for any more ends.
 */
@Injectable()
export class SharedChecks {
  private readonly running = new Map<string, SharedCheck>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly reconciliation: Reconciliation) {}

  /** @param gone aborted when who asks has gone @throws an AbortError then */
  async of(date: CalendarDate, gone: AbortSignal): Promise<ReconciliationReport> {
    const check = this.running.get(date) ?? this.start(date);
    check.askers += 1;
    const leave = (): void => {
      check.askers -= 1;
      if (check.askers > 0) return;
      this.end(date, check);
      check.abort.abort();
    };
    gone.addEventListener('abort', leave, { once: true });
    try {
      return await check.report;
    } finally {
      gone.removeEventListener('abort', leave);
    }
  }

  /** Who asks from now on gets a check of their own: what the running one has read is not true any more. */
  forget(date: CalendarDate): void {
    this.running.delete(date);
  }

  private start(date: CalendarDate): SharedCheck {
    const abort = new AbortController();
    const report = this.last.then(() => this.reconciliation.check(date, { signal: abort.signal }));
    const check = { report, abort, askers: 0 };
    this.last = report
      .catch(() => undefined)
      .finally(() => {
        this.end(date, check);
      });
    this.running.set(date, check);
    return check;
  }

  private end(date: CalendarDate, check: SharedCheck): void {
    if (this.running.get(date) === check) this.running.delete(date);
  }
}
