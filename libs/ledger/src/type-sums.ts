import { microsFromStored } from '#lib/database';

/** Sums of the entries of one type, in millionths; entries that hold no amount are counted alone. */
export interface TypeSum {
  readonly type: string;
  readonly count: number;
  readonly micros: bigint;
}

/** More types than these are summed together: others may write anything there. */
const TYPES_TOLD = 100;
const THE_REST = 'of further types';

/** Adds up what other services wrote, by its type. */
export class TypeSums {
  private readonly sums = new Map<string, { count: number; micros: bigint }>();

  add(entry: Readonly<Record<string, unknown>>): void {
    const type = typeof entry['type'] === 'string' ? entry['type'] : 'without a type';
    this.plus(type, 1, microsFromStored(entry['amount']) ?? 0n);
  }

  merge(others: TypeSums): void {
    for (const { type, count, micros } of others.list()) this.plus(type, count, micros);
  }

  /** @returns one sum a type, in the order of their names */
  list(): TypeSum[] {
    return [...this.sums].map(([type, sum]) => ({ type, ...sum })).sort((a, b) => (a.type < b.type ? -1 : 1));
  }

  private plus(type: string, count: number, micros: bigint): void {
    const name = this.sums.has(type) || this.sums.size < TYPES_TOLD ? type : THE_REST;
    const sum = this.sums.get(name) ?? { count: 0, micros: 0n };
    sum.count += count;
    sum.micros += micros;
    this.sums.set(name, sum);
  }
}
