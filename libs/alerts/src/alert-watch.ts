import { Injectable } from '@nestjs/common';
import { STANDS_STILL_AFTER_MS, SlotOutcomes, SlotOverview, waitsItsTurn, type Slot } from '#lib/slots';
import { DatabaseClock, ExecutionControl, WorkerRegistry, problemsOfProcesses } from '#lib/workers';
import { Metrics } from '#lib/observability';
import {
  findingOfOverdueSlot,
  findingOfSilence,
  findingOfStalledSlot,
  findingsOfEndedSlot,
  findingsOfProcesses,
} from './alert-rules.js';
import { AlertRetention } from './alert-retention.js';
import { AlertStore } from './alert-store.js';
import type { AlertRule } from './alert.schema.js';
import { LargePayouts } from './large-payouts.js';
import { AlertWebhook } from './alert-webhook.js';

const OVERDUE_MS = 60_000;
const SILENT_MS = 60_000;
/** After a start everything of the last week is looked at again: what ended while nobody watched is alerted too. */
const LOOK_BACK_MS = 7 * 24 * 3_600_000;
/** What was being written at the last look; looking twice raises nothing twice. */
const OVERLAP_MS = 60_000;

/** What every look finds anew for as long as it is there. */
const LOOKED_FOR: readonly AlertRule[] = ['SLOT_OVERDUE', 'SLOT_STALLED', 'NO_WORKER', 'CLOCKS_APART', 'RULES_APART'];

/** Looks for what must be alerted. Runs in the API and in every worker, so that a dead worker cannot hide itself. */
@Injectable()
export class AlertWatch {
  private readonly startedAt = performance.now();
  private since: Date | null = null;

  constructor(
    private readonly outcomes: SlotOutcomes,
    private readonly overview: SlotOverview,
    private readonly registry: WorkerRegistry,
    private readonly control: ExecutionControl,
    private readonly clock: DatabaseClock,
    private readonly largePayouts: LargePayouts,
    private readonly store: AlertStore,
    private readonly webhook: AlertWebhook,
    private readonly retention: AlertRetention,
    private readonly metrics: Metrics,
  ) {}

  /** One look, what is to be forgotten, and the deliveries that are due. */
  async look(): Promise<void> {
    const now = this.clock.now();
    const [ended, due, stalled, lastHeartbeat, processes] = await Promise.all([
      this.outcomes.endedSince(this.since ?? new Date(now.getTime() - LOOK_BACK_MS)),
      this.overview.overdue(now),
      this.overview.standingStill(new Date(now.getTime() - STANDS_STILL_AFTER_MS)),
      this.registry.lastHeartbeat(),
      this.registry.processes(),
    ]);
    const unattended = due.filter((slot) => !waitsItsTurn(slot, now));
    const overdue = unattended.filter(({ since }) => now.getTime() - since.getTime() >= OVERDUE_MS);
    this.metrics.overdueSlots.set(unattended.length);
    const isPaused = overdue.length > 0 && (await this.control.isPaused());
    const silence = this.isYoung() && lastHeartbeat === null ? null : findingOfSilence(lastHeartbeat, now, SILENT_MS);
    const standing = [
      ...overdue.map((slot) => findingOfOverdueSlot(slot, now, isPaused)),
      ...stalled.map((slot) => findingOfStalledSlot(slot, now)),
      ...(silence === null ? [] : [silence]),
      ...findingsOfProcesses(problemsOfProcesses(processes)),
    ];
    const large = await this.largePayouts.among(ended);
    await this.store.raise([...ended.flatMap(findingsOfEndedSlot), ...large, ...standing], now);
    // Without any heartbeat ever nothing tells whether a worker is there now.
    const looked = LOOKED_FOR.filter((rule) => rule !== 'NO_WORKER' || lastHeartbeat !== null);
    await this.store.resolveGone(
      looked,
      standing.map(({ key }) => key),
      now,
    );
    const whole = ended.filter(isWhole);
    await this.store.resolveOfSlots(
      whole.map(({ _id }) => _id.toHexString()),
      now,
    );
    this.since = new Date(now.getTime() - OVERLAP_MS);
    await this.retention.forget(now);
    await this.webhook.deliverDue();
  }

  /** A system that was started a moment ago has had no worker yet; that is not an outage. */
  private isYoung(): boolean {
    return performance.now() - this.startedAt < SILENT_MS;
  }
}

/** Nothing of a slot is left for anybody to see to. */
function isWhole({ status, errors, reversal }: Slot): boolean {
  if (reversal !== null && reversal.reinstatedAt === null)
    return reversal.outcome === 'COMPLETED' && reversal.failed === 0;
  return status === 'COMPLETED' && errors === 0;
}
