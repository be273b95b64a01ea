import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import { AuditChain } from '#lib/audit';
import { dateInZone } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { isDuplicateKey, runInTransaction } from '#lib/database';
import { DistributionEntries } from '#lib/ledger';
import { AppLogger, Metrics, checkpoint } from '#lib/observability';
import { ProofHeads, UnclosedSlots, idsOf, type ProofHead, type Slot } from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import { readTree, type EntryTree } from './entry-tree.js';
import { FIRST_PREV_HASH, linkHash, type Link } from './link.js';
import { StoredProof, StoredProofBlock } from './proof.schema.js';
import { closedSlotFacts, slotHash } from './slot-facts.js';

/** So long others leave a slot alone that somebody closes; it is kept for longer while that goes on. */
const TAKEN_MS = 20_000;
const KEEP_EVERY_MS = 5_000;
/** Lists of some 16 kB each. */
const BLOCKS_AT_ONCE = 32;

/**
 * Closes finished slots (docs/specification.md 3.9): a tree over the entries that the slot holds, and a link of the chain
 * that names its root, in one transaction with the mark that says that it is done.
 */
@Injectable()
export class CloseSlots {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredProof.name) private readonly proofs: Model<StoredProof>,
    @InjectModel(StoredProofBlock.name) private readonly blocks: Model<StoredProofBlock>,
    private readonly unclosed: UnclosedSlots,
    private readonly heads: ProofHeads,
    private readonly entries: DistributionEntries,
    private readonly audit: AuditChain,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Closes every slot that is due and that nobody else is closing. A slot that works again meanwhile is closed when it
   * ends again.
   * @param stop asks to stop between two slots
   * @returns how many were closed
   */
  async closeDue(stop?: AbortSignal): Promise<number> {
    let closed = 0;
    while (stop?.aborted !== true) {
      const slot = await this.unclosed.take(this.clock.now(), this.takenUntil());
      if (slot === null) return closed;
      if (await this.close(slot)) closed += 1;
    }
    return closed;
  }

  private async close(slot: Slot): Promise<boolean> {
    const keeping = setInterval(() => {
      this.unclosed.keep(slot, this.takenUntil()).catch(() => undefined);
    }, KEEP_EVERY_MS);
    try {
      const started = performance.now();
      const tree = await this.treeOf(slot);
      const tookMs = Math.round(performance.now() - started);
      checkpoint('proof.tree-built', idsOf(slot));
      const link = await this.write(slot, tree, tookMs);
      if (link === null) return false;
      checkpoint('proof.written', idsOf(slot));
      await this.forgetEarlier(slot);
      this.note(slot, link, tookMs);
      return true;
    } finally {
      clearInterval(keeping);
    }
  }

  /** What the blocks are made of is written while they are read; done again it writes the same. */
  private async treeOf({ _id: distributionId, attempts: round }: Slot): Promise<EntryTree> {
    let waiting: { index: number; entries: Buffer }[] = [];
    const write = async (): Promise<void> => {
      if (waiting.length === 0) return;
      const replacements = waiting.map(({ index, entries }) => ({
        replaceOne: {
          filter: { distributionId, round, index },
          replacement: { distributionId, round, index, entries },
          upsert: true,
        },
      }));
      waiting = [];
      await this.blocks.collection.bulkWrite(replacements, { ordered: false });
    };
    const tree = await readTree(this.entries.raw(distributionId), async (index, entries) => {
      waiting.push({ index, entries });
      if (waiting.length >= BLOCKS_AT_ONCE) await write();
    });
    await write();
    return tree;
  }

  /** @returns the link; null if the slot works again, or somebody else has closed it */
  private async write(
    slot: Slot,
    tree: EntryTree,
    tookMs: number,
    isRetry = false,
  ): Promise<(Link & { hash: string }) | null> {
    try {
      return await runInTransaction(this.connection, async (session) => {
        if (!(await this.unclosed.close(session, slot))) return null;
        const known = { distributionId: slot._id, round: slot.attempts };
        if ((await this.proofs.collection.findOne(known, { session, projection: { _id: 1 } })) !== null) return null;
        const [head, audit] = [await this.heads.read(session), await this.audit.head(session)];
        const closedAt = this.clock.now();
        const facts = closedSlotFacts(slot);
        const link: Link = {
          seq: (head?.seq ?? 0) + 1,
          prevHash: head?.hash ?? FIRST_PREV_HASH,
          key: slot.key,
          distributionId: slot._id.toHexString(),
          round: slot.attempts,
          entries: tree.size,
          root: tree.root.toString('hex'),
          slotHash: slotHash(facts),
          audit,
          closedAt: closedAt.toISOString(),
        };
        const next: ProofHead = { seq: link.seq, hash: linkHash(link) };
        if (!(await this.heads.advance(session, head, next))) throw new Error('the chain of proofs has moved on');
        await this.proofs.collection.insertOne(
          {
            ...link,
            hash: next.hash,
            distributionId: slot._id,
            closedAt,
            day: slot.date ?? dateInZone(slot.scheduledFor, this.config.timeZone),
            slot: facts,
            blocks: tree.blocks,
            tookMs,
          },
          { session },
        );
        return { ...link, hash: next.hash };
      });
    } catch (error) {
      // Two wrote the first link at the same moment.
      if (isDuplicateKey(error) && !isRetry) return this.write(slot, tree, tookMs, true);
      throw error;
    }
  }

  /** By them nothing is named any more: what the slot holds now is in the newest. */
  private async forgetEarlier({ _id: distributionId, attempts }: Slot): Promise<void> {
    await this.blocks.collection.deleteMany({ distributionId, round: { $lt: attempts } });
  }

  private note(slot: Slot, { seq, hash, root, entries }: Link & { hash: string }, tookMs: number): void {
    this.metrics.tellProofHead({ seq, hash });
    this.log.write('info', 'Slot closed', { ...idsOf(slot), proof: { seq, hash }, root, entries, tookMs });
  }

  private takenUntil(): Date {
    return new Date(this.clock.nowMs() + TAKEN_MS);
  }
}
