import type { SlotSummary } from '#lib/slots';
import type { WorkerRecord } from '#lib/workers';
import type { Courier } from '#lib/queues';

/** A slot that is due and that nobody runs. */
export interface OverdueSlot extends SlotSummary {
  readonly overdueMs: number;
}

export type QueueCounts = Awaited<ReturnType<Courier['counts']>>;

/** Everything that is known of the execution at one moment. */
export interface CronFacts {
  readonly now: Date;
  /** The variables of the environment that switch execution off. */
  readonly switchedOffBy: readonly string[];
  readonly paused: boolean;
  /** When it was paused or resumed last. */
  readonly switchedAt: Date | null;
  /** Newest sign of life first. */
  readonly workers: readonly WorkerRecord[];
  /** Of any worker, also of one that lives no more. */
  readonly lastHeartbeat: Date | null;
  readonly running: SlotSummary | null;
  readonly nextSlots: readonly SlotSummary[];
  readonly overdueSlots: readonly OverdueSlot[];
  readonly lastFailures: readonly SlotSummary[];
  /** Null while Redis does not answer. */
  readonly queueCounts: QueueCounts | null;
}
