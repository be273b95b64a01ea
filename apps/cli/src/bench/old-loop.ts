import type { BenchDay } from './bench-day.js';
import { payoutsOf, toDecimal } from './payouts.js';

const STAKES = 1_000;

/** The loop of the old system: per stake insert an entry, update the wallet, update the stake. @returns stakes per second */
export async function measureOldLoop({ db }: BenchDay): Promise<number> {
  const payouts = await payoutsOf(db, STAKES);
  const started = performance.now();
  for (const { userId, stakeId, millionths } of payouts) {
    const amount = toDecimal(millionths);
    await db.collection('old_transactions').insertOne({ userId, stakeId, amount });
    await db.collection('users').updateOne({ _id: userId }, { $inc: { 'wallets.earnings': amount } });
    await db.collection('stakes').updateOne({ _id: stakeId }, { $inc: { totalEarned: amount } });
  }
  return (payouts.length * 1_000) / (performance.now() - started);
}
