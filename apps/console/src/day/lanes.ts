/** What a day's slots look like: circles with numbers, beneath each other where they would overlap, or strokes. */
export interface Lanes {
  readonly kind: 'circles' | 'strokes';
  readonly count: number;
  /** By the index of the slot. */
  readonly lanes: readonly number[];
}

/** More beneath each other are no line any more. */
const MOST_LANES = 4;

/**
 * Puts slots into lanes so that no two circles overlap; where that takes too many, all become strokes. Pure.
 * @param shares of the day at which they stand, 0 to 1, in any order
 * @param wide a circle with its gap, as a share of the line
 */
export function lanesOf(shares: readonly number[], wide: number): Lanes {
  const ends: number[] = [];
  const lanes = new Array<number>(shares.length).fill(0);
  const order = shares.map((share, index) => ({ share, index })).sort((a, b) => a.share - b.share || a.index - b.index);
  for (const { share, index } of order) {
    const free = ends.findIndex((end) => end <= share);
    const lane = free < 0 ? ends.length : free;
    if (lane === MOST_LANES) return { kind: 'strokes', count: 1, lanes: shares.map(() => 0) };
    ends[lane] = share + wide;
    lanes[index] = lane;
  }
  return { kind: 'circles', count: Math.max(1, ends.length), lanes };
}
