import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { DistributionEntries, type RawEntry } from '#lib/ledger';
import { SlotStore } from '#lib/slots';
import { canonicalEntry } from './canonical-entry.js';
import { comparePlaces, leafOf, type BlockIndex } from './entry-tree.js';
import { EntryNotFoundError, LedgerChangedError, SlotNotClosedError } from './errors.js';
import { BLOCK_LEAVES, pathOf, rootOf, type PathStep } from './merkle-tree.js';
import { Proofs, type Proof } from './proofs.js';
import type { Receipt } from './receipt.js';

/** Makes receipts (docs/specification.md 3.9); one reads a block of the tree, whatever the size of its slot. */
@Injectable()
export class Receipts {
  constructor(
    private readonly entries: DistributionEntries,
    private readonly slots: SlotStore,
    private readonly proofs: Proofs,
  ) {}

  /**
   * @param owner whose entry it must be; null: anybody's
   * @throws EntryNotFoundError, SlotNotClosedError, LedgerChangedError
   */
  async of(id: Types.ObjectId, owner: Types.ObjectId | null): Promise<Receipt> {
    const found = await this.entries.rawById(id);
    const isTheirs = found !== null && (owner === null || Buffer.compare(found.entry.userId, owner.id) === 0);
    if (!isTheirs) throw new EntryNotFoundError(id.toHexString());
    const { entry, distributionId } = found;
    const slot = await this.slots.byId(distributionId);
    const proof = await this.proofs.newestOf(distributionId);
    const key = slot?.key ?? distributionId.toHexString();
    if (proof === null || slot?.status === 'EXECUTING' || slot?.proofDue !== undefined) {
      throw new SlotNotClosedError(key);
    }
    const blocks = await this.proofs.blocksOf(proof);
    const path = await this.pathTo(entry, proof, blocks, distributionId);
    if (path === null) throw new LedgerChangedError(key);
    const { link, hash } = proof;
    return {
      entry: JSON.parse(canonicalEntry(entry.bson)) as Receipt['entry'],
      leaf: leafOf(entry).toString('hex'),
      path: path.map(({ side, hash: beside }) => ({ side, hash: Buffer.from(beside).toString('hex') })),
      root: link.root,
      link,
      linkHash: hash,
    };
  }

  /** @returns null if the block is not what the tree was made of */
  private async pathTo(
    entry: RawEntry,
    { link }: Proof,
    blocks: BlockIndex,
    distributionId: Types.ObjectId,
  ): Promise<PathStep[] | null> {
    const index = blocks.blockOf(entry);
    const roots = blocks.roots();
    const root = roots[index];
    if (root === undefined || rootOf(roots).toString('hex') !== link.root) return null;
    const size = Math.min(BLOCK_LEAVES, link.entries - index * BLOCK_LEAVES);
    const after = index + 1 < blocks.length ? blocks.place(index + 1) : null;
    const members = await this.members(distributionId, blocks.place(index), after, size);
    const at = members.findIndex(({ id }) => Buffer.compare(id, entry.id) === 0);
    const leaves = members.map(leafOf);
    if (at < 0 || !rootOf(leaves).equals(root)) return null;
    return [...pathOf(leaves, at), ...pathOf(roots, index)];
  }

  private async members(
    distributionId: Types.ObjectId,
    first: Pick<RawEntry, 'userId' | 'id'>,
    after: Pick<RawEntry, 'userId'> | null,
    size: number,
  ): Promise<RawEntry[]> {
    const members: RawEntry[] = [];
    const upTo = after === null ? null : new Types.ObjectId(after.userId);
    for await (const batch of this.entries.raw(distributionId, { from: new Types.ObjectId(first.userId), upTo })) {
      members.push(...batch.filter((one) => comparePlaces(one, first) >= 0).slice(0, size - members.length));
      if (members.length >= size) break;
    }
    return members;
  }
}
