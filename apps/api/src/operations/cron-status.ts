import { Injectable } from '@nestjs/common';
import { SlotOverview, toSlotSummary } from '#lib/slots';
import { ExecutionControl, WorkerRegistry } from '#lib/workers';
import { Courier, CourierAwayError } from '#lib/queues';
import { ExecutionNotices } from '../distributions/execution-notice.js';
import type { CronFacts, QueueCounts } from './cron-facts.js';
import { problemsOf } from './problems.js';

const NEXT_SHOWN = 10;
const FAILURES_SHOWN = 10;

/** Tells whether slots are executed, and what stands in the way (spec.md section 3.4). */
@Injectable()
export class CronStatus {
  constructor(
    private readonly notices: ExecutionNotices,
    private readonly control: ExecutionControl,
    private readonly registry: WorkerRegistry,
    private readonly overview: SlotOverview,
    private readonly courier: Courier,
  ) {}

  async read(now = new Date()): Promise<CronFacts & { readonly problems: readonly string[] }> {
    const facts = await this.facts(now);
    return { ...facts, problems: problemsOf(facts) };
  }

  private async facts(now: Date): Promise<CronFacts> {
    const [paused, switchedAt, workers, lastHeartbeat, running, nextSlots, overdue, lastFailures, queueCounts] =
      await Promise.all([
        this.control.isPaused(),
        this.control.changedAt(),
        this.registry.alive(),
        this.registry.lastHeartbeat(),
        this.overview.running(now),
        this.overview.next(now, NEXT_SHOWN),
        this.overview.overdue(now),
        this.overview.lastFailures(FAILURES_SHOWN),
        this.countJobs(),
      ]);
    const overdueSlots = overdue.map(({ distribution, since }) => ({
      ...toSlotSummary(distribution),
      overdueMs: now.getTime() - since.getTime(),
    }));
    const { switchedOffBy } = this.notices;
    return {
      ...{ now, switchedOffBy, paused, switchedAt, workers, lastHeartbeat },
      ...{ running, nextSlots, overdueSlots, lastFailures, queueCounts },
    };
  }

  private async countJobs(): Promise<QueueCounts | null> {
    try {
      return await this.courier.counts();
    } catch (error) {
      if (error instanceof CourierAwayError) return null;
      throw error;
    }
  }
}
