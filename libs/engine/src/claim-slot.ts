import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { isDuplicateKey } from '#lib/database';
import { AppLogger, Metrics, checkpoint } from '#lib/observability';
import {
  OrdersInForce,
  StoredSlot,
  idsOf,
  mayBeClaimedAt,
  slotFromStored,
  slotMove,
  stateOf,
  type Run,
  type Slot,
} from '#lib/slots';
import { DatabaseClock, ExecutionControl } from '#lib/workers';
import { PaymentOrder } from './payment-order.js';
import { UniqueGuards } from './unique-guards.js';

/**
 * Who runs which slot. Slots run one at a time in the order of their instants; the unique index on `running` holds
 * that, whatever many workers try at once.
 */
@Injectable()
export class ClaimSlot {
  constructor(
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    private readonly control: ExecutionControl,
    private readonly clock: DatabaseClock,
    private readonly order: PaymentOrder,
    private readonly guards: UniqueGuards,
    private readonly ordersInForce: OrdersInForce,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Claims the slot that is to run now, if there is one that nobody runs.
   * @param worker the id of the worker
   * @returns the slot, EXECUTING and leased to `worker`; null when nothing is to be done
   */
  async claimNext(worker: string): Promise<Slot | null> {
    if (!this.config.executionEnabled || !this.clock.isTrusted() || !this.guards.areWhole) return null;
    if (!(await this.ordersInForce.noteIfSealed())) return null;
    const candidate = await this.next(this.clock.now());
    // The time again: a slot starts after the end of the one that was found to have ended.
    return candidate === null ? null : this.claim(candidate, worker, this.clock.now());
  }

  /** A slot that runs is brought to its end though execution is paused; no other is started then. */
  private async next(now: Date): Promise<StoredSlot | null> {
    const running = await this.distributions.findOne({ status: 'EXECUTING' }).lean<StoredSlot>();
    if (running !== null) return isExpired(running.run, now) ? running : null;
    if (await this.control.isPaused()) return null;
    return this.distributions
      .findOne({
        'run.state': 'REQUESTED',
        scheduledFor: { $lte: now },
        ...mayBeClaimedAt(now),
        $or: [
          { status: { $in: ['FAILED', 'COMPLETED'] } },
          { status: 'PENDING', scheduledFor: { $gt: new Date(now.getTime() - this.config.misfireGraceMs) } },
        ],
      })
      .sort({ scheduledFor: 1, slotNumber: 1, _id: 1 })
      .lean<StoredSlot>();
  }

  private async claim(candidate: StoredSlot, worker: string, now: Date): Promise<Slot | null> {
    const state = stateOf(candidate);
    const order = await this.order.next(now);
    const { filter, update } = slotMove(state === 'EXECUTING/EXECUTING' ? 'takeOver' : 'start', state, {
      // All as it was seen: of many who saw it, one gets it, and a slot that was moved meanwhile is not started.
      where: {
        _id: candidate._id,
        'run.claimId': candidate.run.claimId,
        attempts: candidate.attempts,
        scheduledFor: candidate.scheduledFor,
        ...mayBeClaimedAt(now),
      },
      set: {
        run: this.claimed(candidate.run, worker, now, order),
        running: 1,
        startedAt: candidate.startedAt ?? now,
        executedAt: null,
        executionTimeMs: null,
        reason: null,
        error: null,
        updatedAt: now,
      },
      inc: { attempts: 1 },
    });
    try {
      const claimed = (await this.distributions.collection.findOneAndUpdate(filter, update, {
        returnDocument: 'after',
      })) as StoredSlot | null;
      if (claimed === null) return null;
      this.note(candidate, claimed, now);
      return slotFromStored(claimed);
    } catch (error) {
      // Another slot was claimed in the same moment; its worker takes this one next.
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  /** What was seen of its progress stays: a slot that one worker after the other takes over has not got on. */
  private claimed(run: Run, worker: string, now: Date, order: number): Run {
    return {
      ...run,
      state: 'EXECUTING',
      claimId: randomUUID(),
      worker,
      order,
      leaseUntil: new Date(now.getTime() + this.config.leaseMs),
      startedAt: run.startedAt ?? now,
      progressAt: run.progressAt ?? now,
    };
  }

  private note(before: StoredSlot, claimed: StoredSlot, now: Date): void {
    checkpoint('slot.claimed', idsOf(claimed));
    const latenessMs = now.getTime() - claimed.scheduledFor.getTime();
    if (before.status === 'PENDING') this.metrics.slotLateness.observe(latenessMs / 1_000);
    if (before.status === 'EXECUTING') this.metrics.keeperRepairs.inc({ kind: 'lease-taken-over' });
    this.log.write('info', before.status === 'EXECUTING' ? 'Slot taken over' : 'Slot started', {
      ...idsOf(claimed),
      run: claimed.run.kind,
      attempt: claimed.attempts,
      latenessMs,
    });
  }
}

function isExpired({ leaseUntil }: Run, now: Date): boolean {
  return leaseUntil === null || leaseUntil <= now;
}
