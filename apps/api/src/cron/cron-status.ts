import { Injectable } from '@nestjs/common';
import { AdoptionState, adoptionLines } from '#lib/adoption-state';
import { AlertStore } from '#lib/alerts';
import { SlotOverview, toSlotSummary, waitsItsTurn, type SlotSummary } from '#lib/slots';
import { DatabaseClock, ExecutionControl, WorkerRegistry, problemsOfProcesses } from '#lib/workers';
import { Courier, CourierAwayError, QueueClaim, redisTrouble } from '#lib/queues';
import { ExecutionNotices } from '../health/execution-notice.js';
import type { CronFacts, QueueCounts } from './cron-facts.js';
import { problemsOf, turnsOf } from './problems.js';

const NEXT_SHOWN = 10;
const FAILURES_SHOWN = 10;
const UNPAID_LOOKED_BACK_MS = 30 * 24 * 3_600_000;
const UNPAID_LOOKED_AT = 200;

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
    private readonly alerts: AlertStore,
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
      leftUnpaid,
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
      this.leftUnpaid(now),
      this.claim.check(),
      this.countJobs(),
      this.adoption.outlook(),
    ]);
    const overdueSlots = overdue.map((slot) => ({
      ...toSlotSummary(slot.distribution),
      overdueMs: now.getTime() - slot.since.getTime(),
      waitsFor: slot.waitsFor?.key ?? null,
      waitsItsTurn: waitsItsTurn(slot, now),
    }));
    const { switchedOffBy } = this.notices;
    return {
      ...{ now, switchedOffBy, paused, switchedAt, lastHeartbeat },
      workers: processes.filter(({ kind }) => kind !== 'api'),
      processProblems: problemsOfProcesses(processes),
      ...{ running, nextSlots, overdueSlots, lastFailures, leftUnpaid, queueCounts, redisTrouble: redisTrouble(redis) },
      ...{ adoption, notices: [...turnsOf(overdueSlots), ...adoptionLines(adoption)] },
    };
  }

  /** @returns what FAILED or left records unpaid in the last 30 days and nobody has retried or acknowledged; at most 200 */
  async leftUnpaid(now: Date): Promise<SlotSummary[]> {
    const left = await this.overview.leftUnpaid(new Date(now.getTime() - UNPAID_LOOKED_BACK_MS), UNPAID_LOOKED_AT);
    const known = await this.alerts.acknowledgedOf(left.map(({ _id }) => _id.toHexString()));
    return left.filter(({ _id }) => !known.has(_id.toHexString())).map(toSlotSummary);
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
