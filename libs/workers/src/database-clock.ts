import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { betterSample, rangeAt, type ClockSample } from './clock-sample.js';

const MEASURE_EVERY_MS = 5_000;
/** The shortest of several round trips tells most. */
const QUESTIONS = 3;
/** Without an answer for so long the time is no longer known. */
const STALE_MS = 60_000;

const NOT_READ = "The database's time could not be read; it is counted on";

/** The database has not told its time yet. */
export class ClockNotSetError extends Error {
  readonly code = 'CLOCK_NOT_SET';
}

/** How far this process's own clock is from the database's. */
export interface ClockSkew {
  /** Milliseconds; positive: this process is ahead. */
  readonly skewMs: number;
  /** It is within so many milliseconds of that. */
  readonly toleranceMs: number;
}

/**
 * The time, told by the database (docs/specification.md 2, "Time"): measured at start and every 5 seconds, counted on
 * in between by a clock that nobody can set. Everything that decides or stores an instant takes it from here; this
 * process's own clock may stand wrong or jump.
 */
@Injectable()
export class DatabaseClock implements OnModuleInit, OnApplicationShutdown {
  private best: ClockSample | null = null;
  private answeredAt = Number.NEGATIVE_INFINITY;
  private told = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | null = null;
  private measuring: Promise<void> | null = null;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Before anything else begins to work: whoever asks later gets an answer. */
  async onModuleInit(): Promise<void> {
    await this.measure();
    this.timer = setInterval(() => void this.measureAgain(), MEASURE_EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /**
   * The database's time, or a moment before it, so that nothing is early; it never goes back.
   * @throws ClockNotSetError before the application has started
   */
  now(): Date {
    return new Date(this.nowMs());
  }

  /** `now()` in milliseconds since the epoch. @throws ClockNotSetError */
  nowMs(): number {
    const { earliestMs } = rangeAt(this.sample(), performance.now());
    this.told = Math.max(this.told, Math.floor(earliestMs));
    return this.told;
  }

  /** This process's own clock against the database's, now. @throws ClockNotSetError */
  skew(): ClockSkew {
    const { earliestMs, latestMs } = rangeAt(this.sample(), performance.now());
    const own = Date.now();
    return {
      skewMs: Math.round(own - (earliestMs + latestMs) / 2),
      toleranceMs: Math.ceil((latestMs - earliestMs) / 2),
    };
  }

  /** The database's time at its latest answer, or null. */
  get measuredAt(): Date | null {
    return this.best === null ? null : new Date(rangeAt(this.best, this.answeredAt).earliestMs);
  }

  /** Whether this process knows the time and its own clock is not further off than MAX_CLOCK_SKEW_MS. */
  isTrusted(): boolean {
    if (this.best === null || performance.now() - this.answeredAt > STALE_MS) return false;
    const { skewMs, toleranceMs } = this.skew();
    return Math.abs(skewMs) - toleranceMs <= this.config.maxClockSkewMs;
  }

  /** Asks the database for its time now. @throws what the driver throws */
  measure(): Promise<void> {
    this.measuring ??= this.ask().finally(() => {
      this.measuring = null;
    });
    return this.measuring;
  }

  private sample(): ClockSample {
    if (this.best === null) throw new ClockNotSetError('The database has not told its time yet');
    return this.best;
  }

  private async ask(): Promise<void> {
    for (let question = 0; question < QUESTIONS; question += 1) {
      const asked = await this.askOnce();
      const at = performance.now();
      this.best = this.best === null ? asked : betterSample(this.best, asked, at);
      this.answeredAt = at;
    }
  }

  private async askOnce(): Promise<ClockSample> {
    const sentAt = performance.now();
    const answer = await this.connection.db?.command({ hello: 1 });
    const receivedAt = performance.now();
    const localTime: unknown = answer?.['localTime'];
    if (!(localTime instanceof Date)) throw new ClockNotSetError('The database does not tell its time');
    return { sentAt, receivedAt, serverMs: localTime.getTime() };
  }

  private async measureAgain(): Promise<void> {
    try {
      await this.measure();
      this.log.succeeded(NOT_READ);
    } catch (error) {
      this.metrics.errors.inc({ where: 'database-clock' });
      this.log.failureAgain(NOT_READ, error);
    }
  }
}
