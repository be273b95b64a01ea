import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { isDuplicateKey } from '#lib/database';
import { AppLogger, Metrics, checkpoint } from '#lib/observability';
import { Distribution, idsOf } from '#lib/slots';
import { ExecutionControl } from '#lib/workers';

/**
 * Who runs which slot (design.md section 3, step 2). Slots run one at a time in the order of their instants; the
 * unique index on `running` holds that, whatever many workers try at once.
 */
@Injectable()
export class ClaimSlot {
  constructor(
    @InjectModel(Distribution.name) private readonly distributions: Model<Distribution>,
    private readonly control: ExecutionControl,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Claims the slot that is to run now, if there is one that nobody runs.
   * @param owner the id of the worker
   * @returns the slot, EXECUTING and leased to `owner`; null when nothing is to be done
   */
  async claimNext(owner: string): Promise<Distribution | null> {
    if (!this.config.executionEnabled) return null;
    const candidate = await this.next(new Date());
    // The time again: a slot starts after the end of the one that was found to have ended.
    return candidate === null ? null : this.claim(candidate, owner, new Date());
  }

  /** A slot that runs is brought to its end though execution is paused; no other is started then. */
  private async next(now: Date): Promise<Distribution | null> {
    const running = await this.distributions.findOne({ status: 'EXECUTING' }).lean<Distribution>();
    if (running !== null) return isExpired(running, now) ? running : null;
    if (await this.control.isPaused()) return null;
    return this.distributions
      .findOne({
        $or: [
          {
            status: 'PENDING',
            scheduledFor: { $lte: now, $gt: new Date(now.getTime() - this.config.misfireGraceMs) },
          },
          { status: { $in: ['FAILED', 'COMPLETED'] }, retryRequestedAt: { $ne: null } },
        ],
      })
      .sort({ scheduledFor: 1, slotNumber: 1, _id: 1 })
      .lean<Distribution>();
  }

  private async claim(candidate: Distribution, owner: string, now: Date): Promise<Distribution | null> {
    try {
      const claimed = await this.distributions
        .findOneAndUpdate(
          // All as it was seen: of many who saw it, one gets it, and a slot that was moved meanwhile is not started.
          {
            _id: candidate._id,
            status: candidate.status,
            attempts: candidate.attempts,
            scheduledFor: candidate.scheduledFor,
          },
          {
            $set: {
              status: 'EXECUTING',
              running: 1,
              startedAt: candidate.startedAt ?? now,
              attemptStartedAt: now,
              leaseUntil: new Date(now.getTime() + this.config.leaseMs),
              leaseOwner: owner,
              executedAt: null,
              executionTimeMs: null,
              reason: null,
              error: null,
            },
            $inc: { attempts: 1 },
          },
          { returnDocument: 'after' },
        )
        .lean<Distribution>();
      if (claimed !== null) this.note(candidate, claimed, now);
      return claimed;
    } catch (error) {
      // Another slot was claimed in the same moment; its worker takes this one next.
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  private note(before: Distribution, claimed: Distribution, now: Date): void {
    checkpoint('slot.claimed', idsOf(claimed));
    const latenessMs = now.getTime() - claimed.scheduledFor.getTime();
    if (before.status === 'PENDING') this.metrics.slotLateness.observe(latenessMs / 1_000);
    if (before.status === 'EXECUTING') this.metrics.keeperRepairs.inc({ kind: 'lease-taken-over' });
    this.log.write('info', before.status === 'EXECUTING' ? 'Slot taken over' : 'Slot started', {
      ...idsOf(claimed),
      attempt: claimed.attempts,
      latenessMs,
    });
  }
}

function isExpired(running: Distribution, now: Date): boolean {
  return running.leaseUntil === null || running.leaseUntil <= now;
}
