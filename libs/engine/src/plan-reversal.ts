import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { Reversals } from '#lib/ledger';
import { AppLogger } from '#lib/observability';
import { PHASES, StoredChunk, idsOf, newChunk, perPhase, type Phase, type Slot } from '#lib/slots';
import { ChunkSums } from './chunk-sums.js';
import { inBatches } from './cut-chunks.js';
import { cutPayouts, type PayoutsChunk } from './cut-payouts.js';
import { countOf } from './decide-end.js';
import { DraftChunks } from './draft-chunks.js';
import { NOBODY, type Progress } from './progress.js';

/** What one transaction writes: chunks, or ids that they list. */
const AT_ONCE = { chunks: 200, ids: 20_000 };

/**
 * Cuts what stands of a slot's payouts into chunks that take it back, as a plan is made: read and written in one stream, then
 * frozen, so that of any size it is made in the same memory, and only what belongs to it is ever taken back.
 */
@Injectable()
export class PlanReversal {
  constructor(
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly drafts: DraftChunks,
    private readonly reversals: Reversals,
    private readonly sums: ChunkSums,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  /**
   * Plans the reversal unless it is planned; what an earlier claim left half made is dropped, or opened if it was frozen.
   * @param distribution as it was claimed
   * @param progress told whenever the plan gets on
   * @param signal stops it between two batches
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async plan(distribution: Slot, progress: Progress = NOBODY, signal?: AbortSignal): Promise<void> {
    await this.drafts.settle(distribution, progress);
    if (distribution.reversal?.isPlanned === true) return;
    const next = await this.nextIndexes(distribution);
    let last: readonly PayoutsChunk[] = [];
    let hasDrafts = false;
    let payouts = 0;
    const cut = cutPayouts(this.reversals.standing([distribution._id]), this.config.chunkSize);
    for await (const batch of inBatches(cut, AT_ONCE)) {
      if (signal?.aborted === true) return;
      if (last.length > 0) {
        await this.drafts.write(distribution, toDocuments(distribution, last, next, true));
        progress.progressed();
        hasDrafts = true;
      }
      last = batch;
      payouts += batch.reduce((sum, { planned }) => sum + planned, 0);
    }
    const totals = await this.sums.of(distribution._id, () => progress.progressed());
    const reversed = countOf(totals, 'toPayAgain');
    const documents = toDocuments(distribution, last, next, false);
    await this.drafts.freezeReversal(distribution, { total: payouts + reversed }, documents);
    if (hasDrafts) await this.drafts.settle(distribution, progress);
    this.log.write('info', 'Reversal planned', { ...idsOf(distribution), payouts });
  }

  private async nextIndexes({ _id }: Slot): Promise<Record<Phase, number>> {
    const next: Record<Phase, number> = { ...perPhase(() => 0) };
    for (const phase of PHASES) {
      const last = await this.chunks.collection.findOne<Pick<StoredChunk, 'index'>>(
        { distributionId: _id, phase },
        { sort: { index: -1 }, projection: { _id: 0, index: 1 } },
      );
      next[phase] = last === null ? 0 : last.index + 1;
    }
    return next;
  }
}

/** The documents of the next chunks of their phases. */
function toDocuments(
  distribution: Slot,
  planned: readonly PayoutsChunk[],
  next: Record<Phase, number>,
  isDraft: boolean,
): StoredChunk[] {
  const order = distribution.run.order ?? 0;
  return planned.map(({ phase, subjects, planned: count }) =>
    newChunk(distribution, phase, next[phase]++, subjects, { planned: count, secondChance: true, order, isDraft }),
  );
}
