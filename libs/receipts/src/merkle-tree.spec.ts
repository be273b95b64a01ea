import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BLOCK_LEAVES, TreeBuilder, leafHash, pathOf, rootByPath, rootOf } from './merkle-tree.js';

/** RFC 6962, section 2.1, word for word. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  if (leaves.length === 0) return sha();
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha(Buffer.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

const leaves = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => leafHash(`entry ${index}`));

describe('the tree', () => {
  it('is that of RFC 6962, by the vectors of certificate transparency', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const hashed = inputs.map((hex) => leafHash(Buffer.from(hex, 'hex').toString('latin1')));
    const roots = [1, 2, 3, 8].map((count) => rootOf(hashed.slice(0, count)).toString('hex'));
    expect([rootOf([]).toString('hex'), ...roots]).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });

  it('has the same root, however it is built', () => {
    for (let count = 0; count < 70; count += 1) {
      expect([count, rootOf(leaves(count))]).toEqual([count, treeHash(leaves(count))]);
    }
  });

  it('is made of blocks: the tree over their roots is the tree over all leaves', () => {
    for (const count of [1, BLOCK_LEAVES - 1, BLOCK_LEAVES, BLOCK_LEAVES + 1, 5 * BLOCK_LEAVES + 7]) {
      const all = leaves(count);
      const top = new TreeBuilder();
      for (let at = 0; at < count; at += BLOCK_LEAVES) top.add(rootOf(all.slice(at, at + BLOCK_LEAVES)));
      expect([count, top.root()]).toEqual([count, treeHash(all)]);
    }
  });

  it('leads from every leaf to its root, and from no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (count, chosen) => {
        const all = leaves(count);
        const index = chosen % count;
        const path = pathOf(all, index);
        expect(rootByPath(all[index]!, path)).toEqual(rootOf(all));
        expect(rootByPath(leafHash('another'), path)).not.toEqual(rootOf(all));
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(count)));
      }),
      { numRuns: 60 },
    );
  });

  it('takes no node for a leaf', () => {
    const [a, b] = [leafHash('a'), leafHash('b')];
    expect(leafHash(Buffer.concat([a, b]).toString('latin1'))).not.toEqual(rootOf([a, b]));
  });
});
