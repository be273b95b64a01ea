import type { RawEntry } from '#lib/ledger';
import { MarkedEntries, comparePlaces, leafOf, type BlockIndex } from './entry-tree.js';
import { toBuffer } from './proofs.js';

/** What has become of an entry since its slot was closed. */
export interface EntryChange {
  readonly id: string;
  readonly change: 'changed' | 'added' | 'taken away';
}

/** So many are told. */
const MAX_CHANGES = 100;

interface Compared {
  /** As the slot holds them now, in order. */
  readonly entries: AsyncIterable<readonly RawEntry[]>;
  /** Of the tree that was made of it. */
  readonly index: BlockIndex;
  /** What a block was made of, as it is stored. */
  readonly marksOf: (block: number) => Promise<unknown>;
}

/** Compares a slot's entries, block by block, with those that its tree was made of. Flat in memory. */
export async function nameChanges({ entries, index, marksOf }: Compared): Promise<EntryChange[]> {
  const added = new Set<string>();
  const gone = new Set<string>();
  const changed = new Set<string>();
  let block = 0;
  let marks = await read(block);

  async function read(at: number): Promise<Map<string, string>> {
    return at < index.length ? MarkedEntries.read(toBuffer(await marksOf(at))) : new Map<string, string>();
  }
  const isFull = (): boolean => added.size + gone.size + changed.size >= MAX_CHANGES;
  const endBlock = async (): Promise<void> => {
    for (const id of marks.keys()) gone.add(id);
    block += 1;
    marks = await read(block);
  };

  for await (const batch of entries) {
    for (const entry of batch) {
      while (block + 1 < index.length && comparePlaces(entry, index.place(block + 1)) >= 0) await endBlock();
      const id = Buffer.from(entry.id).toString('hex');
      const mark = marks.get(id);
      marks.delete(id);
      if (mark === undefined) added.add(id);
      else if (mark !== MarkedEntries.markOf(leafOf(entry))) changed.add(id);
    }
    if (isFull()) break;
  }
  while (block < index.length && !isFull()) await endBlock();
  return [
    ...[...changed].map((id) => ({ id, change: 'changed' as const })),
    // One that is another user's now stands elsewhere.
    ...[...added].map((id) => ({ id, change: gone.delete(id) ? ('changed' as const) : ('added' as const) })),
    ...[...gone].map((id) => ({ id, change: 'taken away' as const })),
  ].slice(0, MAX_CHANGES);
}
