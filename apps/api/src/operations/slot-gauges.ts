import { Injectable } from '@nestjs/common';
import { SlotOverview } from '#lib/slots';
import { AppLogger, Metrics } from '#lib/observability';
import { within } from '#lib/queues';
import { DatabaseClock } from '#lib/workers';

const MS_PER_DAY = 86_400_000;
const DAYS_AROUND = 31;
/** Prometheus gives a scrape 10 s; the process's own metrics must come even when MongoDB does not answer. */
const PATIENCE_MS = 2_000;
/** The address is open: however often it is called, the database is asked once in this time. */
const FRESH_MS = 1_000;

/** The gauges that tell what the database holds, filled when they are asked for. */
@Injectable()
export class SlotGauges {
  private filling: Promise<void> | null = null;
  private filledAtMs = 0;

  constructor(
    private readonly overview: SlotOverview,
    private readonly metrics: Metrics,
    private readonly log: AppLogger,
    private readonly clock: DatabaseClock,
  ) {}

  /** Never throws; gauges that cannot be filled are left out instead of telling what was. */
  async fill(now = this.clock.now()): Promise<void> {
    this.filling ??= this.tryToFill(now).finally(() => {
      this.filling = null;
    });
    return this.filling;
  }

  private async tryToFill(now: Date): Promise<void> {
    if (now.getTime() - this.filledAtMs < FRESH_MS) return;
    try {
      await within(PATIENCE_MS, 'Counting slots', this.count(now));
      this.filledAtMs = now.getTime();
    } catch (error) {
      this.metrics.slotsByStatus.reset();
      this.metrics.overdueSlots.remove();
      this.metrics.errors.inc({ where: 'slot-gauges' });
      this.log.failure('The gauges of slots cannot be filled', error);
    }
  }

  private async count(now: Date): Promise<void> {
    const from = new Date(now.getTime() - DAYS_AROUND * MS_PER_DAY);
    const to = new Date(now.getTime() + DAYS_AROUND * MS_PER_DAY);
    const [byStatus, overdue] = await Promise.all([this.overview.countByStatus(from, to), this.overview.overdue(now)]);
    for (const [status, count] of byStatus) this.metrics.slotsByStatus.set({ status }, count);
    this.metrics.overdueSlots.set(overdue.length);
  }
}
