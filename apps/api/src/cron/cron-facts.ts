import type { AdoptionOutlook } from '#lib/adoption-state';
import type { SlotSummary } from '#lib/slots';
import type { ProcessProblem, ProcessRecord } from '#lib/workers';
import type { Courier } from '#lib/queues';

/** A slot that is due and that nobody runs. */
export interface OverdueSlot extends SlotSummary {
  readonly overdueMs: number;
  /** The key of the slot that runs meanwhile; null: none does. */
  readonly waitsFor: string | null;
  /** What it waits for gets on, so that nothing is to be done. */
  readonly waitsItsTurn: boolean;
}

export type QueueCounts = Awaited<ReturnType<Courier['counts']>>;

/** Everything that is known of the execution at one moment. */
export interface CronFacts {
  /** By the database's clock. */
  readonly now: Date;
  /** The variables of the environment that switch execution off. */
  readonly switchedOffBy: readonly string[];
  readonly paused: boolean;
  /** When it was paused or resumed last. */
  readonly switchedAt: Date | null;
  /** Newest sign of life first. */
  readonly workers: readonly ProcessRecord[];
  /** In what workers and API processes differ though they should not. */
  readonly processProblems: readonly ProcessProblem[];
  /** Of any worker, also of one that lives no more. */
  readonly lastHeartbeat: Date | null;
  readonly running: SlotSummary | null;
  readonly nextSlots: readonly SlotSummary[];
  readonly overdueSlots: readonly OverdueSlot[];
  readonly lastFailures: readonly SlotSummary[];
  /** FAILED, or with records unpaid, of the last 30 days, until they are retried or their alert is acknowledged. */
  readonly leftUnpaid: readonly SlotSummary[];
  /** Why jobs do not flow through Redis, as part of a sentence; null while they do. */
  readonly redisTrouble: string | null;
  /** Null while Redis does not answer, or is another system's. */
  readonly queueCounts: QueueCounts | null;
  /** How far this database is adopted, and what adoption would still mend. */
  readonly adoption: AdoptionOutlook;
  /** In words: nothing that keeps slots from running. */
  readonly notices: readonly string[];
}
