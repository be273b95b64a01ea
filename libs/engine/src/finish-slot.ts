import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model, Types } from 'mongoose';
import { isPassing, moneyFromDecimal, moneyToDecimal, runInTransaction, type Decimal128 } from '#lib/database';
import { LedgerTotals, type LedgerTotal } from '#lib/ledger';
import { ZERO, formatMoney, sumMoney, type Money } from '#lib/money';
import { AppLogger, Metrics, checkpoint } from '#lib/observability';
import {
  Chunk,
  Distribution,
  ENTRY_TYPE_OF_PHASE,
  LeaseLostError,
  PHASES,
  RecordFailures,
  claimOf,
  idsOf,
  type FailureReason,
  type Phase,
} from '#lib/slots';

interface PhaseTotal {
  readonly count: number;
  readonly users: number;
  readonly total: Money;
}
type Totals = Readonly<Record<Phase, PhaseTotal>>;

interface Ending {
  readonly status: 'COMPLETED' | 'FAILED';
  readonly reason: FailureReason | null;
  readonly error: string | null;
}

/**
 * Ends a slot's run (design.md section 3, step 6). COMPLETED is worked out here and nowhere else: every chunk is PAID
 * and what the chunks say is what the ledger holds.
 */
@Injectable()
export class FinishSlot {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(Distribution.name) private readonly distributions: Model<Distribution>,
    @InjectModel(Chunk.name) private readonly chunks: Model<Chunk>,
    private readonly ledger: LedgerTotals,
    private readonly failures: RecordFailures,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @param distribution as it was claimed; its `attempts` is the fencing token
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async finish(distribution: Distribution): Promise<void> {
    const ending = await runInTransaction(this.connection, (session) => this.finishOnce(session, distribution));
    this.note(distribution, ending);
  }

  /**
   * Ends a slot that cannot be run as FAILED with INTERRUPTED, with what was paid until then if that can be read.
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async giveUp(distribution: Distribution, detail: string): Promise<void> {
    const ending = failed('INTERRUPTED', detail);
    try {
      await runInTransaction(this.connection, (session) => this.finishOnce(session, distribution, ending));
    } catch (error) {
      if (error instanceof LeaseLostError || isPassing(error)) throw error;
      this.log.failure('What a slot has paid cannot be read; it fails without its totals', error, idsOf(distribution));
      await runInTransaction(this.connection, async (session) => {
        await this.closeOpenChunks(session, distribution._id);
        await this.write(session, distribution, { ...ending, totals: null });
      });
    }
    this.note(distribution, ending);
  }

  private note(distribution: Distribution, ending: Ending): void {
    checkpoint('slot.finished', idsOf(distribution));
    this.metrics.slotsFinished.inc({ status: ending.status });
    this.log.write(ending.status === 'COMPLETED' ? 'info' : 'error', `Slot ${ending.status}`, {
      ...idsOf(distribution),
      ...ending,
    });
  }

  /** @param forced the end, whatever was paid */
  private async finishOnce(session: ClientSession, distribution: Distribution, forced?: Ending): Promise<Ending> {
    const failedChunks = await this.closeOpenChunks(session, distribution._id);
    const totals = await this.totalsOfChunks(session, distribution._id);
    const entries = await this.ledger.ofDistribution(session, distribution._id);
    const open = await this.failures.open(distribution._id, session);
    const ending = forced ?? decide(totals, entries, failedChunks, open.length);
    await this.write(session, distribution, {
      ...ending,
      totals: Object.fromEntries(
        PHASES.map((phase) => [phase, { count: totals[phase].count, total: moneyToDecimal(totals[phase].total) }]),
      ),
      processedStakes: totals.ROS.count,
      usersProcessed: await this.usersPaid(session, distribution._id, totals),
      totalDistributed: moneyToDecimal(sumMoney(PHASES.map((phase) => totals[phase].total))),
      errors: open.length,
    });
    return ending;
  }

  /** The end of the run as it is stored; only whoever runs the slot may write it. */
  private async write(session: ClientSession, distribution: Distribution, end: Record<string, unknown>): Promise<void> {
    const now = new Date();
    const updated = await this.distributions.collection.updateOne(
      claimOf(distribution),
      {
        $set: {
          ...end,
          executedAt: now,
          executionTimeMs: now.getTime() - (distribution.attemptStartedAt ?? now).getTime(),
          leaseUntil: null,
          leaseOwner: null,
          retryRequestedAt: null,
          interruptions: null,
          updatedAt: now,
        },
        $unset: { running: '' },
      },
      { session },
    );
    if (updated.modifiedCount !== 1) throw new LeaseLostError(distribution.key);
  }

  /** A late payment of one of these and this transaction cannot both commit: they write the same chunk. */
  private async closeOpenChunks(session: ClientSession, distributionId: Types.ObjectId): Promise<readonly string[]> {
    const open = await this.chunks.collection
      .find({ distributionId, status: 'OPEN' }, { session, projection: { lastError: 1 } })
      .toArray();
    if (open.length === 0) return [];
    await this.chunks.collection.updateMany(
      { distributionId, status: 'OPEN' },
      { $set: { status: 'FAILED' } },
      { session },
    );
    return open.map((chunk) => String(chunk['lastError'] ?? 'not tried'));
  }

  private async totalsOfChunks(session: ClientSession, distributionId: Types.ObjectId): Promise<Totals> {
    const groups = await this.chunks.collection
      .aggregate<{ _id: Phase; count: number; users: number; total: Decimal128 }>(
        [
          { $match: { distributionId, status: 'PAID' } },
          { $group: { _id: '$phase', count: { $sum: '$paid' }, users: { $sum: '$users' }, total: { $sum: '$total' } } },
        ],
        { session },
      )
      .toArray();
    const byPhase = new Map(groups.map((group) => [group._id, group]));
    const totalOf = (phase: Phase): PhaseTotal => {
      const group = byPhase.get(phase);
      if (group === undefined) return { count: 0, users: 0, total: ZERO };
      return { count: Number(group.count), users: Number(group.users), total: moneyFromDecimal(group.total) };
    };
    return { ROS: totalOf('ROS'), PREMIUM: totalOf('PREMIUM'), PERFORMANCE: totalOf('PERFORMANCE') };
  }

  /** Users of one phase are counted by its chunks; over several phases, or with second chances, they may repeat. */
  private async usersPaid(session: ClientSession, distributionId: Types.ObjectId, totals: Totals): Promise<number> {
    const paying = PHASES.filter((phase) => totals[phase].count > 0);
    const [only] = paying;
    if (only === undefined) return 0;
    const secondChance = await this.chunks.collection.findOne(
      { distributionId, secondChance: true },
      { session, projection: { _id: 1 } },
    );
    if (paying.length === 1 && secondChance === null) return totals[only].users;
    return this.ledger.usersPaid(session, distributionId);
  }
}

/** The end of a run from what was paid. Pure. */
export function decide(
  totals: Totals,
  entries: readonly LedgerTotal[],
  failedChunks: readonly string[],
  openFailures: number,
): Ending {
  for (const phase of PHASES) {
    const entry = entries.find(({ type }) => type === ENTRY_TYPE_OF_PHASE[phase]);
    const inLedger = { count: entry?.count ?? 0, total: entry?.total ?? ZERO };
    if (inLedger.count !== totals[phase].count || inLedger.total !== totals[phase].total) {
      return failed(
        'LEDGER_MISMATCH',
        `${phase}: the chunks say ${totals[phase].count} payouts of ${formatMoney(totals[phase].total)} USDT, ` +
          `the ledger holds ${inLedger.count} of ${formatMoney(inLedger.total)}`,
      );
    }
  }
  if (failedChunks.length > 0) {
    return failed('CHUNKS_FAILED', `${failedChunks.length} chunks could not be paid; the first: ${failedChunks[0]}`);
  }
  const paid = PHASES.reduce((sum, phase) => sum + totals[phase].count, 0);
  if (paid === 0 && openFailures > 0) {
    return failed('NOTHING_PAID', `none of the ${openFailures} due records could be paid`);
  }
  return { status: 'COMPLETED', reason: null, error: null };
}

function failed(reason: FailureReason, detail: string): Ending {
  return { status: 'FAILED', reason, error: `${reason}: ${detail}` };
}
