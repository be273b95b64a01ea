import { Injectable } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { SlotRunner } from '#lib/engine';
import { AppLogger, Metrics } from '#lib/observability';
import { DatabaseClock } from '#lib/workers';
import { Closing } from './closing.js';
import { NextDue } from './next-due.js';

/** A job of BullMQ has brought the slot by then, unless this process's clock or Redis keeps it from doing so. */
const AFTER_JOB_MS = 100;
/** Jobs come late by as much as this process's clock is behind. */
const BEHIND_MS = 50;
const LOOK_WHEN_BEHIND_MS = 1_000;

const LOOKING = 'looking for the next slot';
const RUNNING = 'running a slot at its instant';

/** Runs the next slot at its instant by the database's time, whatever Redis and this process's own clock do. */
@Injectable()
export class DueTimer {
  private timer: NodeJS.Timeout | null = null;
  private looking: NodeJS.Timeout | null = null;

  constructor(
    private readonly nextDue: NextDue,
    private readonly clock: DatabaseClock,
    private readonly runner: SlotRunner,
    private readonly closing: Closing,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  start(): void {
    // What was queued since the keeper looked: jobs would bring it in time to a process whose clock is right.
    this.looking = setInterval(() => {
      if (this.isBehind()) void this.arm();
    }, LOOK_WHEN_BEHIND_MS);
    void this.arm();
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.looking !== null) clearInterval(this.looking);
    this.looking = null;
  }

  /** Looks which slot is next; what is due later than the keeper's next look, that look finds. Never throws. */
  async arm(): Promise<void> {
    try {
      const next = await this.nextDue.after(this.clock.now());
      this.log.succeeded(failedAt(LOOKING));
      if (this.looking === null) return;
      if (this.timer !== null) clearTimeout(this.timer);
      this.timer = null;
      if (next === null) return;
      const waitMs = next.getTime() - this.clock.nowMs();
      if (waitMs > 2 * this.config.keeperIntervalMs + LOOK_WHEN_BEHIND_MS) return;
      this.timer = setTimeout(() => void this.ring(), Math.max(1, waitMs + (this.isBehind() ? 0 : AFTER_JOB_MS)));
    } catch (error) {
      this.failed(LOOKING, error);
    }
  }

  private async ring(): Promise<void> {
    this.timer = null;
    this.runner
      .runDueOrAsk()
      .then(() => {
        this.log.succeeded(failedAt(RUNNING));
        this.closing.look();
      })
      .catch((error: unknown) => this.failed(RUNNING, error));
    await this.arm();
  }

  private isBehind(): boolean {
    return this.clock.skew().skewMs < -BEHIND_MS;
  }

  private failed(what: string, error: unknown): void {
    this.metrics.errors.inc({ where: 'due-timer' });
    this.log.failureAgain(failedAt(what), error);
  }
}

function failedAt(what: string): string {
  return `The timer failed at ${what}; the keeper looks again`;
}
