import { Injectable } from '@nestjs/common';
import { AppLogger, Metrics } from '#lib/observability';
import { LeaseLostError } from '#lib/slots';
import { ClaimSlot } from './claim-slot.js';
import { PaySlot } from './pay-slot.js';
import { WorkerIdentity } from '#lib/workers';

const INTERRUPTED = 'A slot was interrupted; the keeper takes it up again';

/** Runs every slot that is due, one after the other; this worker's only way to start one. */
@Injectable()
export class SlotRunner {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private askedAgain = false;

  constructor(
    private readonly claimSlot: ClaimSlot,
    private readonly paySlot: PaySlot,
    private readonly identity: WorkerIdentity,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Returns when nothing is left to run, or another worker runs it. Called while it runs already, it makes the running
   * round look once more and returns that round.
   */
  async runDue(): Promise<void> {
    this.askedAgain = true;
    this.running ??= this.rounds().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Runs what is due; while that goes on already, has it look once more and returns at once. */
  async runDueOrAsk(): Promise<void> {
    this.askedAgain = true;
    if (this.running === null) await this.runDue();
  }

  /** Stops between two chunks and waits for the running one. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running?.catch(() => undefined);
  }

  private async rounds(): Promise<void> {
    while (this.askedAgain && !this.stopping.signal.aborted) {
      this.askedAgain = false;
      await this.round();
    }
  }

  private async round(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const claimed = await this.claimSlot.claimNext(this.identity.id);
      if (claimed === null) return;
      try {
        await this.paySlot.pay(claimed, this.stopping.signal);
        this.log.succeeded(INTERRUPTED, { key: claimed.key });
      } catch (error) {
        if (error instanceof LeaseLostError) {
          this.log.write('warn', error.message, { key: claimed.key });
          continue;
        }
        this.metrics.errors.inc({ where: 'slot' });
        this.log.failureAgain(INTERRUPTED, error, { key: claimed.key });
        throw error;
      }
    }
  }
}
