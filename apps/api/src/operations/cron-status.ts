import { Injectable } from '@nestjs/common';
import {
  ExecutionControl,
  SlotOverview,
  WorkerRegistry,
  toGlimpse,
  type SlotGlimpse,
  type WorkerRecord,
} from '#lib/distributions';
import { Courier, CourierAwayError } from '#lib/queues';
import { ExecutionNotices } from '../distributions/execution-notice.js';
import { problemsOf } from './problems.js';

const NEXT_SHOWN = 10;
const FAILURES_SHOWN = 10;

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
      ...toGlimpse(distribution),
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
