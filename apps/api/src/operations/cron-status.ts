import { Injectable } from '@nestjs/common';
import { AdoptionState, adoptionLines } from '#lib/adoption-state';
import { SlotOverview, toSlotSummary } from '#lib/slots';
import { DatabaseClock, ExecutionControl, WorkerRegistry, problemsOfProcesses } from '#lib/workers';
import { Courier, CourierAwayError, QueueClaim, redisTrouble } from '#lib/queues';
import { ExecutionNotices } from '../distributions/execution-notice.js';
import type { CronFacts, QueueCounts } from './cron-facts.js';
import { problemsOf } from './problems.js';

const NEXT_SHOWN = 10;
const FAILURES_SHOWN = 10;

/** Tells whether slots are executed, and what stands in the way (docs/specification.md 3.4). */
@Injectable()
export class CronStatus {
  constructor(
    private readonly notices: ExecutionNotices,
    private readonly control: ExecutionControl,
    private readonly registry: WorkerRegistry,
    private readonly overview: SlotOverview,
    private readonly courier: Courier,
    private readonly claim: QueueClaim,
    private readonly clock: DatabaseClock,
    private readonly adoption: AdoptionState,
  ) {}

  async read(): Promise<CronFacts & { readonly problems: readonly string[] }> {
    const facts = await this.facts(this.clock.now());
    return { ...facts, problems: problemsOf(facts) };
  }

  private async facts(now: Date): Promise<CronFacts> {
    const [
      paused,
      switchedAt,
      processes,
      lastHeartbeat,
      running,
      nextSlots,
      overdue,
      lastFailures,
      redis,
      queueCounts,
      adoption,
    ] = await Promise.all([
      this.control.isPaused(),
      this.control.changedAt(),
      this.registry.processes(),
      this.registry.lastHeartbeat(),
      this.overview.running(now),
      this.overview.next(now, NEXT_SHOWN),
      this.overview.overdue(now),
      this.overview.lastFailures(FAILURES_SHOWN),
      this.claim.check(),
      this.countJobs(),
      this.adoption.outlook(),
    ]);
    const overdueSlots = overdue.map(({ distribution, since }) => ({
      ...toSlotSummary(distribution),
      overdueMs: now.getTime() - since.getTime(),
    }));
    const { switchedOffBy } = this.notices;
    return {
      ...{ now, switchedOffBy, paused, switchedAt, lastHeartbeat },
      workers: processes.filter(({ kind }) => kind !== 'api'),
      processProblems: problemsOfProcesses(processes),
      ...{ running, nextSlots, overdueSlots, lastFailures, queueCounts, redisTrouble: redisTrouble(redis) },
      ...{ adoption, notices: adoptionLines(adoption) },
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
