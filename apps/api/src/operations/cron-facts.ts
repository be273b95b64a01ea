import type { SlotGlimpse, WorkerRecord } from '#lib/distributions';
import type { Courier } from '#lib/queues';

/** A slot that is due and that nobody runs. */
export interface OverdueGlimpse extends SlotGlimpse {
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
  readonly running: SlotGlimpse | null;
  readonly nextSlots: readonly SlotGlimpse[];
  readonly overdueSlots: readonly OverdueGlimpse[];
  readonly lastFailures: readonly SlotGlimpse[];
  /** Null while Redis does not answer. */
  readonly queueCounts: QueueCounts | null;
}
