/**
 * Random choices that a seed repeats: FAULT_SEED unless another is given; a test names the seed in its title.
 * @see mulberry32
 */
export class SeededRandom {
  static readonly SEED = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 1_000_000));

  private state: number;

  constructor(seed = SeededRandom.SEED) {
    this.state = seed;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)]!;
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
