import { createHash, hash as hashOf } from 'node:crypto';

/*
 * The tree of RFC 6962, section 2.1: SHA-256, a leaf is hashed behind a 0x00 and a node behind a 0x01, and the left part of
 * n leaves holds the largest power of two below n.
 */
const LEAF = '\0';
const HASH_BYTES = 32;
/** What a node is the hash of: filled anew for each. */
const NODE = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** Leaves in a block: a power of two, so that blocks are whole parts of the tree. */
export const BLOCK_LEAVES = 1_024;

/** One step from a leaf to the root: what stands beside, and on which side. */
export interface PathStep {
  readonly side: 'left' | 'right';
  readonly hash: Uint8Array;
}

/** @param content hashed as UTF-8 */
export function leafHash(content: string): Buffer {
  return hashOf('sha256', LEAF + content, 'buffer');
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  NODE.set(left, 1);
  NODE.set(right, 1 + HASH_BYTES);
  return hashOf('sha256', NODE, 'buffer');
}

/** Builds a root from leaves one by one; it remembers no more than one node of each height. */
export class TreeBuilder {
  private readonly waiting: Buffer[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** @param hash of the next leaf, or of the next of several whole parts of the same size */
  add(hash: Buffer): void {
    let node = hash;
    // As many nodes are full now as the number of leaves before ends in ones.
    for (let rest = this.count; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.waiting.pop();
      if (left === undefined) throw new RangeError('the tree has lost a node');
      node = nodeHash(left, node);
    }
    this.waiting.push(node);
    this.count += 1;
  }

  /** @returns the root of what was added; of nothing the hash of nothing */
  root(): Buffer {
    const [last, ...others] = [...this.waiting].reverse();
    if (last === undefined) return createHash('sha256').digest();
    return others.reduce((right, left) => nodeHash(left, right), last);
  }
}

export function rootOf(hashes: readonly Buffer[]): Buffer {
  const tree = new TreeBuilder();
  for (const hash of hashes) tree.add(hash);
  return tree.root();
}

/** @returns the steps from one of these hashes to their root, the lowest first */
export function pathOf(hashes: readonly Buffer[], index: number): PathStep[] {
  if (hashes.length < 2) return [];
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)];
  return index < split
    ? [...pathOf(left, index), { side: 'right', hash: rootOf(right) }]
    : [...pathOf(right, index - split), { side: 'left', hash: rootOf(left) }];
}

/** @returns the root to which a path leads */
export function rootByPath(leaf: Buffer, path: readonly PathStep[]): Buffer {
  return path.reduce((node, { side, hash }) => (side === 'left' ? nodeHash(hash, node) : nodeHash(node, hash)), leaf);
}
