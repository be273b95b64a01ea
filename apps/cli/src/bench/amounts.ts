import { mongo } from 'mongoose';
import type { BenchDay } from './bench-day.js';

/** A figure by the amounts that stakes have: all different, as the seed writes them, or a few, as people choose them. */
export interface PerAmounts<T> {
  readonly drawn: T;
  readonly clustered: T;
}

export const AMOUNTS = ['drawn', 'clustered'] as const satisfies readonly (keyof PerAmounts<unknown>)[];

export function perAmounts<T>(make: (amounts: keyof PerAmounts<T>) => T): PerAmounts<T> {
  return { drawn: make('drawn'), clustered: make('clustered') };
}

/** What people stake, and of 100 how many do. */
const CLUSTERS: readonly (readonly [amount: string, share: number])[] = [
  ['50', 10],
  ['100', 35],
  ['250', 10],
  ['500', 20],
  ['1000', 15],
  ['2500', 4],
  ['5000', 4],
  ['10000', 2],
];
const BATCH = 2_000;
const SEED = 20_260_101;

/** Amounts as people choose them; the same seed gives the same ones. Pure. */
export function clusteredAmounts(seed: number): () => string {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let place = (state / 2 ** 32) * 100;
    for (const [amount, share] of CLUSTERS) {
      if (place < share) return amount;
      place -= share;
    }
    return '100';
  };
}

/** Gives every stake of a day that has paid nobody yet an amount as people choose it. */
export async function clusterAmounts({ db }: BenchDay): Promise<void> {
  const draw = clusteredAmounts(SEED);
  const stakes = db.collection<{ _id: mongo.ObjectId }>('stakes');
  let byAmount = new Map<string, mongo.ObjectId[]>();
  let waiting = 0;
  const write = async (): Promise<void> => {
    for (const [amount, ids] of byAmount) {
      await stakes.updateMany({ _id: { $in: ids } }, { $set: { amount: mongo.Decimal128.fromString(amount) } });
    }
    byAmount = new Map();
    waiting = 0;
  };
  for await (const { _id } of stakes.find({}, { projection: { _id: 1 }, sort: { _id: 1 } })) {
    const amount = draw();
    byAmount.set(amount, [...(byAmount.get(amount) ?? []), _id]);
    waiting += 1;
    if (waiting === BATCH) await write();
  }
  await write();
}
