import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics, checkpoint } from '#lib/observability';
import { Courier, CourierAwayError } from '#lib/queues';
import { StoredChunk, type Phase, type Slot } from '#lib/slots';
import type { Progress } from './finish-slot.js';
import { PayChunk } from './pay-chunk.js';
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

interface OpenChunk {
  readonly _id: Types.ObjectId;
  readonly attempts: number;
  readonly passing: number;
}

/** Has the open chunks of one phase paid: by any worker through the queue, and without Redis by itself. */
@Injectable()
export class HandOutChunks {
  constructor(
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
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
    let open = await this.open(distribution, phase);
    let lookMs = FIRST_LOOK_MS;
    let lastProgress = performance.now();
    while (!signal.aborted) {
      const payable = open.filter(({ attempts, passing }) => attempts < MAX_CHUNK_ATTEMPTS && passing < MAX_PASSING);
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
      const before = open;
      open = await this.open(distribution, phase);
      if (open.length < before.length) progress.progressed();
      if (hasChanged(before, open)) lastProgress = performance.now();
    }
  }

  private async open(distribution: Slot, phase: Phase): Promise<OpenChunk[]> {
    return this.chunks.collection
      .find<OpenChunk>(
        { distributionId: distribution._id, phase, status: 'OPEN' },
        { projection: { attempts: 1, passing: 1 }, sort: { index: 1 }, batchSize: 10_000 },
      )
      .toArray();
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
      this.log.failure('Redis is away: paying chunks in this process', error);
      this.metrics.keeperRepairs.inc({ kind: 'paid-without-redis' });
      return false;
    }
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
