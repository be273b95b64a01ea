import { Book, initModels, mongoTransaction, syncIndexes } from 'medici';
import { connect, disconnect } from 'mongoose';
import type { BenchDay } from './bench-day.js';
import { payoutsOf } from './payouts.js';

const PAYOUTS = 400;
const LANES = 4;
const MILLIONTHS = 1_000_000;

/**
 * The same payouts posted by medici, double entry on Mongoose, as its page says: each a journal of a debit and a credit,
 * in a transaction of its own, several at the same time. It keeps no wallets and no stakes: that is left out.
 * @returns payouts per second
 */
export async function measureMedici({ db, uri }: BenchDay): Promise<number> {
  const left = await payoutsOf(db, PAYOUTS);
  const count = left.length;
  // It knows no other connection than the one that Mongoose has by default.
  await connect(uri);
  try {
    await initModels();
    await syncIndexes({ background: false });
    const book = new Book('payouts', { precision: 6 });
    const started = performance.now();
    const lane = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const { userId, stakeId, millionths } = next;
        const amount = Number(millionths) / MILLIONTHS;
        await mongoTransaction((session) =>
          book
            .entry('Daily ROS Payout - Slot 1')
            .debit('Returns', amount)
            .credit(`Earnings:${userId.toHexString()}`, amount, { stakeId })
            .commit({ session }),
        );
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return (count * 1_000) / (performance.now() - started);
  } finally {
    await disconnect();
  }
}
