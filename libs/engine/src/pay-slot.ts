import { Injectable } from '@nestjs/common';
import { Metrics, checkpoint, withLogContext } from '#lib/observability';
import { LeaseLostError, PHASES, idsOf, type Slot } from '#lib/slots';
import { FinishSlot } from './finish-slot.js';
import { HandOutChunks } from './hand-out-chunks.js';
import { InterruptedRuns } from './interrupted-runs.js';
import { Leases } from './lease.js';
import { PlanSlot } from './plan-slot.js';
import { ReopenSlot } from './reopen-slot.js';

/** Runs one claimed slot from plan to end (docs/architecture.md 3): whatever was done before is found done. */
@Injectable()
export class PaySlot {
  constructor(
    private readonly leases: Leases,
    private readonly planSlot: PlanSlot,
    private readonly reopenSlot: ReopenSlot,
    private readonly handOut: HandOutChunks,
    private readonly finishSlot: FinishSlot,
    private readonly interruptedRuns: InterruptedRuns,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @param stop asks to stop between two chunks; the slot is given up then and another worker goes on
   * @throws LeaseLostError when another worker has taken the slot over
   */
  async pay(distribution: Slot, stop: AbortSignal): Promise<void> {
    await withLogContext({ distributionId: distribution._id.toHexString() }, () => this.run(distribution, stop));
  }

  private async run(distribution: Slot, stop: AbortSignal): Promise<void> {
    const ids = idsOf(distribution);
    const lease = this.leases.hold(distribution);
    const signal = AbortSignal.any([stop, lease.signal]);
    const timer = this.metrics.slotDuration.startTimer();
    try {
      await this.reopenSlot.reopen(distribution);
      const planned = await this.planSlot.plan(distribution, lease, signal);
      lease.progressed();
      if (!signal.aborted) checkpoint('slot.planned', ids);
      for (const phase of PHASES) {
        await this.handOut.untilPaid(planned, phase, signal, lease);
      }
      if (lease.signal.aborted) throw new LeaseLostError(distribution.key);
      if (stop.aborted) {
        await this.leases.release(distribution);
        return;
      }
      checkpoint('slot.paid', ids);
      await this.finishSlot.finish(planned, lease);
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
}
