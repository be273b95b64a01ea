import type { RawEntry } from '#lib/ledger';
import { canonicalEntry } from './canonical-entry.js';
import { BLOCK_LEAVES, TreeBuilder, leafHash } from './merkle-tree.js';

const HASH_BYTES = 32;
const ID_BYTES = 12;
const PLACE_BYTES = 2 * ID_BYTES;
const INDEXED_BYTES = HASH_BYTES + PLACE_BYTES;
/** Enough to see that an entry is another: the tree itself proves it. */
const MARK_BYTES = 4;
const MARKED_BYTES = ID_BYTES + MARK_BYTES;

/** The tree over the entries of a slot, in the order of their users and then of their ids. */
export interface EntryTree {
  readonly size: number;
  readonly root: Buffer;
  readonly blocks: Buffer;
}

/** Of each block of a tree its root and the place of its first entry: the way to one entry without reading all. */
export class BlockIndex {
  constructor(private readonly bytes: Buffer) {}

  get length(): number {
    return this.bytes.length / INDEXED_BYTES;
  }

  roots(): Buffer[] {
    return Array.from({ length: this.length }, (_, index) => this.part(index, 0, HASH_BYTES));
  }

  /** Where a block begins. */
  place(index: number): Pick<RawEntry, 'userId' | 'id'> {
    return {
      userId: this.part(index, HASH_BYTES, ID_BYTES),
      id: this.part(index, HASH_BYTES + ID_BYTES, ID_BYTES),
    };
  }

  /** @returns the block in which an entry stands, if it stands in the tree at all; -1: before the first */
  blockOf(entry: Pick<RawEntry, 'userId' | 'id'>): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comparePlaces(this.place(middle), entry) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private part(index: number, from: number, length: number): Buffer {
    const start = index * INDEXED_BYTES + from;
    return this.bytes.subarray(start, start + length);
  }
}

/** The entries of one block: their ids, and the beginnings of their leaves. */
export class MarkedEntries {
  /** @returns by id as text the mark of each entry */
  static read(bytes: Buffer): Map<string, string> {
    const marks = new Map<string, string>();
    for (let at = 0; at < bytes.length; at += MARKED_BYTES) {
      const end = at + ID_BYTES;
      marks.set(bytes.toString('hex', at, end), bytes.toString('hex', end, end + MARK_BYTES));
    }
    return marks;
  }

  static markOf(leaf: Buffer): string {
    return leaf.toString('hex', 0, MARK_BYTES);
  }
}

export function leafOf({ bson }: RawEntry): Buffer {
  return leafHash(canonicalEntry(bson));
}

/**
 * Reads entries in order, once, and remembers some bytes for each block.
 * @param onBlock told what a block is made of, as `MarkedEntries` reads it
 */
export async function readTree(
  batches: AsyncIterable<readonly RawEntry[]>,
  onBlock: (index: number, entries: Buffer) => Promise<void> = () => Promise.resolve(),
): Promise<EntryTree> {
  const top = new TreeBuilder();
  const index: Buffer[] = [];
  let block = new TreeBuilder();
  let marked: Uint8Array[] = [];
  let first: RawEntry | null = null;
  let size = 0;
  const closeBlock = async (): Promise<void> => {
    if (first === null) return;
    const root = block.root();
    top.add(root);
    index.push(Buffer.concat([root, first.userId, first.id]));
    await onBlock(index.length - 1, Buffer.concat(marked));
    block = new TreeBuilder();
    marked = [];
    first = null;
  };
  for await (const batch of batches) {
    for (const entry of batch) {
      first ??= entry;
      const leaf = leafOf(entry);
      block.add(leaf);
      marked.push(entry.id, leaf.subarray(0, MARK_BYTES));
      size += 1;
      if (block.size === BLOCK_LEAVES) await closeBlock();
    }
  }
  await closeBlock();
  return { size, root: top.root(), blocks: Buffer.concat(index) };
}

export function comparePlaces(a: Pick<RawEntry, 'userId' | 'id'>, b: Pick<RawEntry, 'userId' | 'id'>): number {
  return Buffer.compare(a.userId, b.userId) || Buffer.compare(a.id, b.id);
}
