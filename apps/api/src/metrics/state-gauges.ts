import { Injectable } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { AlertStore, ALERT_RULES } from '#lib/alerts';
import { ProofHeads, SlotOverview, waitsItsTurn } from '#lib/slots';
import { AppLogger, Metrics } from '#lib/observability';
import { within } from '#lib/queues';
import { DatabaseClock, ExecutionControl, WorkerRegistry } from '#lib/workers';
import { CronStatus } from '../cron/cron-status.js';
import { Readiness } from '../health/readiness.js';

const MS_PER_DAY = 86_400_000;
const DAYS_AROUND = 31;
/** Prometheus gives a scrape 10 s; the process's own metrics must come even when MongoDB does not answer. */
const PATIENCE_MS = 2_000;
/** The address is open: however often it is called, the database is asked once in this time. */
const FRESH_MS = 1_000;

const FAILED = 'The gauges of the state cannot be filled';

/** The gauges that tell how the whole system is, filled when they are asked for. */
@Injectable()
export class StateGauges {
  private filling: Promise<void> | null = null;
  private filledAtMs = 0;

  constructor(
    private readonly overview: SlotOverview,
    private readonly registry: WorkerRegistry,
    private readonly control: ExecutionControl,
    private readonly config: AppConfig,
    private readonly alerts: AlertStore,
    private readonly heads: ProofHeads,
    private readonly cron: CronStatus,
    private readonly readiness: Readiness,
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
    this.metrics.executionEnabled.set(this.config.executionEnabled ? 1 : 0);
    // What is away is told as well: it takes no answer of MongoDB.
    const dependencies = this.lookAtDependencies();
    try {
      await within(PATIENCE_MS, 'Reading the state', this.readState(now));
      this.filledAtMs = now.getTime();
      this.log.succeeded(FAILED);
    } catch (error) {
      this.forgetState();
      this.metrics.errors.inc({ where: 'state-gauges' });
      this.log.failureAgain(FAILED, error);
    }
    await dependencies;
  }

  private async lookAtDependencies(): Promise<void> {
    for (const { name, up } of await this.readiness.dependencies()) {
      this.metrics.dependencyUp.set({ dependency: name }, up ? 1 : 0);
    }
  }

  private async readState(now: Date): Promise<void> {
    const from = new Date(now.getTime() - DAYS_AROUND * MS_PER_DAY);
    const to = new Date(now.getTime() + DAYS_AROUND * MS_PER_DAY);
    const [byStatus, overdue, [next], owed, open, workers, paused, head] = await Promise.all([
      this.overview.countByStatus(from, to),
      this.overview.overdue(now),
      this.overview.next(now, 1),
      this.cron.leftUnpaid(now),
      this.alerts.countOpen(),
      this.registry.alive(),
      this.control.isPaused(),
      this.heads.read(),
    ]);
    for (const [status, count] of byStatus) this.metrics.slotsByStatus.set({ status }, count);
    this.metrics.overdueSlots.set(overdue.filter((slot) => !waitsItsTurn(slot, now)).length);
    this.metrics.owedSlots.set(owed.length);
    // Every rule: one whose alerts are all closed is to fall to 0.
    for (const rule of ALERT_RULES) this.metrics.openAlerts.set({ rule }, open.byRule[rule] ?? 0);
    this.metrics.workersAlive.set(workers.length);
    this.metrics.executionPaused.set(paused ? 1 : 0);
    if (head !== null) this.metrics.tellProofHead(head);
    if (next === undefined) this.metrics.nextSlot.remove();
    else this.metrics.nextSlot.set(next.scheduledFor.getTime() / 1_000);
  }

  private forgetState(): void {
    const { slotsByStatus, openAlerts, overdueSlots, owedSlots, workersAlive, executionPaused, nextSlot, proofHead } =
      this.metrics;
    for (const labelled of [slotsByStatus, openAlerts, proofHead]) labelled.reset();
    for (const gauge of [overdueSlots, owedSlots, workersAlive, executionPaused, nextSlot]) gauge.remove();
  }
}
