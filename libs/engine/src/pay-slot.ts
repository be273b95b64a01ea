import { Injectable } from '@nestjs/common';
import { Metrics, checkpoint, withLogContext } from '#lib/observability';
import { LeaseLostError, NotOrderedError, OrderSeals, PHASES, idsOf, type Order, type Slot } from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import { DayLimit } from './day-limit.js';
import { failed } from './decide-end.js';
import { FinishReversal } from './finish-reversal.js';
import { FinishSlot } from './finish-slot.js';
import { HandOutChunks } from './hand-out-chunks.js';
import { InterruptedRuns } from './interrupted-runs.js';
import { Leases, type HeldLease } from './lease.js';
import { PlanReversal } from './plan-reversal.js';
import { PlanSlot } from './plan-slot.js';
import { ReopenSlot } from './reopen-slot.js';

/** Runs one claimed slot from plan to end (docs/architecture.md 3): whatever was done before is found done. */
@Injectable()
export class PaySlot {
  constructor(
    private readonly seals: OrderSeals,
    private readonly clock: DatabaseClock,
    private readonly leases: Leases,
    private readonly planSlot: PlanSlot,
    private readonly reopenSlot: ReopenSlot,
    private readonly dayLimit: DayLimit,
    private readonly planReversal: PlanReversal,
    private readonly handOut: HandOutChunks,
    private readonly finishSlot: FinishSlot,
    private readonly finishReversal: FinishReversal,
    private readonly interruptedRuns: InterruptedRuns,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @param stop asks to stop between two chunks; the slot is given up then and another worker goes on
   * @throws LeaseLostError when another worker has taken the slot over
   */
  async pay(distribution: Slot, stop: AbortSignal): Promise<void> {
    await withLogContext({ distributionId: distribution._id.toHexString() }, async () => {
      const order = await this.orderOrRefusal(distribution);
      // By the order's instant and no other it is decided who is due.
      if (order !== null) await this.run({ ...distribution, scheduledFor: order.scheduledFor }, order, stop);
    });
  }

  /** Nothing is planned or paid of a slot that was not ordered as it stands; it ends FAILED. */
  private async orderOrRefusal(distribution: Slot): Promise<Order | null> {
    try {
      const order = this.seals.verified(distribution);
      if (distribution.run.kind === 'reversal') this.seals.verifiedReversal(distribution);
      if (order.scheduledFor > this.clock.now()) {
        throw new NotOrderedError(
          `${distribution.key} was ordered for ${order.scheduledFor.toISOString()}, not before`,
        );
      }
      return order;
    } catch (error) {
      if (!(error instanceof NotOrderedError)) throw error;
      await this.finishSlot.giveUp(distribution, failed('NOT_ORDERED', error.message));
      return null;
    }
  }

  private async run(distribution: Slot, order: Order, stop: AbortSignal): Promise<void> {
    const ids = idsOf(distribution);
    const lease = this.leases.hold(distribution);
    const signal = AbortSignal.any([stop, lease.signal]);
    const timer = this.metrics.slotDuration.startTimer();
    try {
      const planned = await this.prepare(distribution, lease, signal);
      lease.progressed();
      if (!signal.aborted) checkpoint('slot.planned', ids);
      // What is taken back passes no limit.
      const excess = planned.run.kind === 'reversal' ? null : await this.dayLimit.excess(planned, order, lease, signal);
      if (excess !== null) {
        await this.finishSlot.giveUp(planned, failed('LIMIT_EXCEEDED', excess));
        return;
      }
      for (const phase of PHASES) {
        await this.handOut.untilPaid(planned, phase, signal, lease);
      }
      if (lease.signal.aborted) throw new LeaseLostError(distribution.key);
      if (stop.aborted) {
        await this.leases.release(distribution);
        return;
      }
      checkpoint('slot.paid', ids);
      if (distribution.run.kind === 'reversal') await this.finishReversal.finish(planned, lease);
      else await this.finishSlot.finish(planned, order, lease);
      timer();
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      // Another worker need not wait for the lease when this one knows that it cannot go on.
      const goesOn = await this.interruptedRuns.note(distribution, error);
      if (goesOn) await this.leases.release(distribution);
      throw error;
    } finally {
      lease.stop();
    }
  }

  /** @returns the slot with all that it is to pay, or to take back, in chunks */
  private async prepare(distribution: Slot, lease: HeldLease, signal: AbortSignal): Promise<Slot> {
    if (distribution.run.kind === 'reversal') {
      await this.planReversal.plan(distribution, lease, signal);
      return distribution;
    }
    await this.reopenSlot.reopen(distribution, lease, signal);
    if (signal.aborted) return distribution;
    return this.planSlot.plan(distribution, lease, signal);
  }
}
