import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import {
  JOBS,
  QUEUES,
  canaryJobId,
  chunkJobId,
  slotJobId,
  type CanaryJob,
  type PayChunkJob,
  type PaySlotJob,
} from './contract.js';
import { QueueClaim } from './queue-claim.js';
import { RedisClient } from './redis-client.js';
import { redisTrouble } from './redis-state.js';
import { within } from './within.js';

/** Redis did not take the jobs. What they stand for is in MongoDB; the keeper adds them later. */
export class CourierAwayError extends Error {
  readonly code = 'COURIER_AWAY';
}

export interface SlotTicket extends PaySlotJob {
  readonly key: string;
  readonly revision: number;
  readonly scheduledFor: Date;
}

export interface ChunkTicket extends PayChunkJob {
  /** Which run of the slot hands it out, and how often the chunk has failed. */
  readonly run: number;
  readonly attempt: number;
  readonly delayMs: number;
}

/** Redis answers in milliseconds or is away: nobody who waits for an answer waits longer. */
const LIMIT_MS = 2_000;
const KEEP_DONE = { removeOnComplete: { age: 7 * 86_400, count: 5_000 }, removeOnFail: { age: 7 * 86_400 } };

/** Hands jobs to Redis. Every method throws CourierAwayError at once when Redis is not there, or another system's. */
@Injectable()
export class Courier {
  constructor(
    @InjectQueue(QUEUES.slots) private readonly slots: Queue,
    @InjectQueue(QUEUES.chunks) private readonly chunks: Queue,
    private readonly redis: RedisClient,
    private readonly claim: QueueClaim,
  ) {}

  /**
   * Adds one delayed job per slot. A job that Redis knows already is left as it is.
   * @param now the database's time: jobs come at their slots' instants whatever this process's own clock shows
   */
  async addSlots(tickets: readonly SlotTicket[], now: Date): Promise<void> {
    if (tickets.length === 0) return;
    await this.deliver('adding slot jobs', () =>
      this.slots.addBulk(
        tickets.map(({ key, revision, scheduledFor, distributionId, date, slotNumber }) => ({
          name: JOBS.paySlot,
          data: { distributionId, date, slotNumber } satisfies PaySlotJob,
          opts: {
            jobId: slotJobId(key, revision),
            timestamp: now.getTime(),
            delay: Math.max(0, scheduledFor.getTime() - now.getTime()),
            // A slot's own state tells whether to run it again; the keeper does. More stalls than one must not end it.
            attempts: 1,
            ...KEEP_DONE,
          },
        })),
      ),
    );
  }

  /** Which of these slots have a job that is still to run. `addBulk` is not atomic, so this is read back. */
  async knownSlots(tickets: readonly SlotTicket[]): Promise<ReadonlySet<string>> {
    const states = await this.deliver('reading slot jobs', () =>
      Promise.all(tickets.map(({ key, revision }) => this.slots.getJobState(slotJobId(key, revision)))),
    );
    const alive = new Set(['delayed', 'waiting', 'active', 'prioritized', 'waiting-children']);
    return new Set(tickets.filter((_, index) => alive.has(states[index] ?? 'unknown')).map(({ key }) => key));
  }

  /** Takes the jobs of slots that will not run away; one that is running is left alone. */
  async removeSlots(tickets: readonly Pick<SlotTicket, 'key' | 'revision'>[]): Promise<void> {
    await this.deliver('removing slot jobs', () =>
      Promise.all(tickets.map(({ key, revision }) => this.slots.remove(slotJobId(key, revision)))),
    );
  }

  /** Adds one job per chunk. */
  async addChunks(tickets: readonly ChunkTicket[]): Promise<void> {
    if (tickets.length === 0) return;
    await this.deliver('adding chunk jobs', () =>
      this.chunks.addBulk(
        tickets.map(({ chunkId, distributionId, run, attempt, delayMs }) => ({
          name: JOBS.payChunk,
          data: { chunkId, distributionId } satisfies PayChunkJob,
          opts: {
            jobId: chunkJobId(chunkId, run, attempt),
            delay: delayMs,
            attempts: 1,
            removeOnComplete: { age: 3_600, count: 1_000 },
            removeOnFail: { age: 7 * 86_400, count: 5_000 },
          },
        })),
      ),
    );
  }

  /** Sends a job whose only effect is to come back. */
  async sendCanary(data: CanaryJob): Promise<void> {
    await this.deliver('sending a canary', () =>
      this.slots.add(JOBS.canary, data, {
        jobId: canaryJobId(data.workerId, data.sentAt),
        attempts: 1,
        removeOnComplete: true,
        removeOnFail: true,
      }),
    );
  }

  /** Jobs by state, per queue. */
  async counts(): Promise<Record<keyof typeof QUEUES, Record<string, number>>> {
    return this.deliver('counting jobs', async () => ({
      slots: await this.slots.getJobCounts(),
      chunks: await this.chunks.getJobCounts(),
    }));
  }

  private async deliver<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (!this.redis.isReady()) throw new CourierAwayError(`${what}: Redis is not connected`);
    try {
      return await within(LIMIT_MS, what, this.ifOurs(work));
    } catch (cause) {
      throw new CourierAwayError(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }

  private async ifOurs<T>(work: () => Promise<T>): Promise<T> {
    if (await this.claim.isOurs()) return work();
    throw new Error(redisTrouble(this.claim.state) ?? 'Redis has just come back');
  }
}
