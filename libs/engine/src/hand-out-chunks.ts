import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics, checkpoint } from '#lib/observability';
import { Courier, CourierAwayError } from '#lib/queues';
import type { Phase, Slot } from '#lib/slots';
import { OpenChunks, type OpenChunk } from './open-chunks.js';
import { PayChunk } from './pay-chunk.js';
import type { Progress } from './progress.js';
import { wait } from './wait.js';

/** A chunk that failed this often leaves the slot FAILED, to be retried by an admin. */
const MAX_CHUNK_ATTEMPTS = 5;
/** What passes, as an election of the database, uses up no attempt; but not for ever. */
const MAX_PASSING = 100;
/** A chunk that failed is tried again after this, doubled each time, up to the longest. */
const BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 4_000;
/** With no chunk paid for so long, jobs may have been lost: the one who runs the slot pays a chunk itself. */
const STALL_MS = 3_000;
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 250;
/** With so few handed out and not paid, the next ones are handed out: more than all workers pay between two looks. */
const FEW = 256;

const REDIS_AWAY = 'Redis is away: paying chunks in this process';

/** Has the open chunks of one phase paid: by any worker through the queue, and without Redis by itself. */
@Injectable()
export class HandOutChunks {
  constructor(
    private readonly chunks: OpenChunks,
    private readonly courier: Courier,
    private readonly payChunk: PayChunk,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Returns when no chunk of the phase can be paid any more: all are PAID, or the rest has failed too often.
   * @param signal stops it between two chunks; what is open stays open
   * @param progress told whenever a chunk was paid
   */
  async untilPaid(distribution: Slot, phase: Phase, signal: AbortSignal, progress: Progress): Promise<void> {
    const handedOut = new Map<string, number>();
    const ahead = await this.chunks.ahead(distribution, phase);
    let open = await ahead.next();
    let lookMs = FIRST_LOOK_MS;
    let lastProgress = performance.now();
    while (!signal.aborted) {
      let payable = open.filter(isPayable);
      while (payable.length < FEW) {
        const next = await ahead.next();
        if (next.length === 0) break;
        payable = [...payable, ...next.filter(isPayable)];
      }
      if (payable.length === 0) return;
      const queued = await this.queue(distribution, payable, handedOut);
      if (!queued || performance.now() - lastProgress > STALL_MS) {
        await this.payHere(distribution, payable, queued, signal);
        handedOut.clear();
        lastProgress = performance.now();
      } else {
        await wait(lookMs, signal);
        lookMs = Math.min(lookMs * 1.2, LONGEST_LOOK_MS);
      }
      open = await this.chunks.still(distribution, phase, payable);
      if (open.length < payable.length) progress.progressed();
      if (hasChanged(payable, open)) lastProgress = performance.now();
      for (const id of paidOf(payable, open)) handedOut.delete(id);
    }
  }

  /** Adds a job for each chunk that has none in this run or has failed since. @returns false when Redis is away */
  private async queue(
    distribution: Slot,
    payable: readonly OpenChunk[],
    handedOut: Map<string, number>,
  ): Promise<boolean> {
    const fresh = payable.filter((chunk) => handedOut.get(chunk._id.toHexString()) !== triesOf(chunk));
    try {
      await this.courier.addChunks(
        fresh.map((chunk) => ({
          chunkId: chunk._id.toHexString(),
          distributionId: distribution._id.toHexString(),
          run: distribution.attempts,
          attempt: triesOf(chunk),
          delayMs: backoffMs(chunk),
        })),
      );
    } catch (error) {
      if (!(error instanceof CourierAwayError)) throw error;
      this.log.failureAgain(REDIS_AWAY, error);
      this.metrics.keeperRepairs.inc({ kind: 'paid-without-redis' });
      return false;
    }
    this.log.succeeded(REDIS_AWAY);
    for (const chunk of fresh) handedOut.set(chunk._id.toHexString(), triesOf(chunk));
    if (fresh.length > 0) checkpoint('slot.handed-out', { distributionId: distribution._id.toHexString() });
    return true;
  }

  /** Pays without the queue: all of them when Redis is away, a few when jobs seem lost. */
  private async payHere(
    distribution: Slot,
    payable: readonly OpenChunk[],
    redisIsThere: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    if (redisIsThere) {
      this.metrics.keeperRepairs.inc({ kind: 'chunk-reissued' });
      this.log.write('warn', 'No chunk was paid for a while: paying here and handing out again', {
        distributionId: distribution._id.toHexString(),
        open: payable.length,
      });
    }
    const lanes = this.config.workerConcurrency;
    const mine = [...(redisIsThere ? payable.slice(0, lanes) : payable)];
    const lane = async (): Promise<void> => {
      for (let chunk = mine.shift(); chunk !== undefined && !signal.aborted; chunk = mine.shift()) {
        await wait(backoffMs(chunk), signal);
        await this.payOrLeaveNoted(chunk._id);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  /** A failure is noted on the chunk, logged and counted where it happened; the loop above reads it there. */
  private async payOrLeaveNoted(chunkId: Types.ObjectId): Promise<void> {
    await this.payChunk.pay(chunkId).catch(() => undefined);
  }
}

function isPayable({ attempts, passing }: OpenChunk): boolean {
  return attempts < MAX_CHUNK_ATTEMPTS && passing < MAX_PASSING;
}

/** The ids of those that are open no more, as text. */
function paidOf(before: readonly OpenChunk[], after: readonly OpenChunk[]): string[] {
  const open = new Set(after.map(({ index }) => index));
  return before.flatMap(({ _id, index }) => (open.has(index) ? [] : [_id.toHexString()]));
}

/** Failed tries of whichever kind. */
function triesOf({ attempts, passing }: OpenChunk): number {
  return attempts + passing;
}

function backoffMs(chunk: OpenChunk): number {
  const tries = triesOf(chunk);
  return tries === 0 ? 0 : Math.min(BACKOFF_MS * 2 ** (tries - 1), LONGEST_BACKOFF_MS);
}

function hasChanged(before: readonly OpenChunk[], after: readonly OpenChunk[]): boolean {
  const tries = (chunks: readonly OpenChunk[]): number => chunks.reduce((sum, chunk) => sum + triesOf(chunk), 0);
  return before.length !== after.length || tries(before) !== tries(after);
}
