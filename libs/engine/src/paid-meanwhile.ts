import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection, Types } from 'mongoose';
import { runInTransaction } from '#lib/database';
import { Ledger } from '#lib/ledger';
import { ENTRY_TYPE_OF_PHASE, PHASES, RecordFailures, type Phase } from '#lib/slots';
import { DueStakes } from '#lib/stakes';

/**
 * Records that failed in one chunk of a slot and were paid in another: somebody mended them while the slot ran, and they
 * moved to a chunk that was still open.
 */
@Injectable()
export class PaidMeanwhile {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly failures: RecordFailures,
    private readonly stakes: DueStakes,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Resolves the failures of all of them, slice by slice; what was paid stays paid, whoever else looks.
   * @param onSlice called after each slice
   */
  async resolve(distributionId: Types.ObjectId, onSlice: () => void): Promise<void> {
    for (const phase of PHASES) {
      const type = ENTRY_TYPE_OF_PHASE[phase];
      for await (const subjectIds of this.failures.openSubjects(distributionId, type)) {
        await runInTransaction(this.connection, async (session) => {
          const paid = await this.paid(session, distributionId, phase, subjectIds);
          if (paid.length > 0) await this.failures.resolvePaidElsewhere(session, distributionId, type, paid);
        });
        onSlice();
      }
    }
  }

  private async paid(
    session: ClientSession,
    distributionId: Types.ObjectId,
    phase: Phase,
    subjectIds: readonly Types.ObjectId[],
  ): Promise<Types.ObjectId[]> {
    // The ledger's index leads to a stake's entry by the user whom it was paid to, and who that was is not known here.
    if (phase === 'ROS') return this.stakes.lastPaidIn(session, distributionId, subjectIds);
    const standings = await this.ledger.standings(session, distributionId, ENTRY_TYPE_OF_PHASE[phase], subjectIds);
    return subjectIds.filter((id) => standings.get(String(id))?.kind === 'paid');
  }
}
