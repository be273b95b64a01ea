import { mongo } from 'mongoose';
import { SAFE } from '#lib/database';
import type { BenchDay } from './bench-day.js';
import { payoutsOf, toDecimal, type BarePayout } from './payouts.js';

/** How the same payouts may be cut and shared out: the engine's CHUNK_SIZE and WORKER_CONCURRENCY. */
export interface Setting {
  readonly chunkSize: number;
  readonly lanes: number;
}

/**
 * The same bulk writes in the same transactions by the driver alone, without reading, deciding or checking anything:
 * what the database could do at most. The ledger has its indexes.
 * @returns stakes per second
 */
export async function measureBareDriver({ uri }: BenchDay, { chunkSize, lanes }: Setting): Promise<number> {
  const client = await mongo.MongoClient.connect(uri, { ...SAFE, maxPoolSize: 50 });
  try {
    const db = client.db();
    const payouts = await payoutsOf(db);
    const chunks: BarePayout[][] = [];
    for (let from = 0; from < payouts.length; from += chunkSize) chunks.push(payouts.slice(from, from + chunkSize));
    const distributionId = new mongo.ObjectId();
    await db
      .collection('distributionchunks')
      .insertMany(chunks.map((_, index) => ({ distributionId, phase: 'ROS', index, status: 'OPEN' })));
    const left = chunks.map((chunk, index) => ({ chunk, index }));
    const started = performance.now();
    const lane = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        await payChunk(client, distributionId, next.index, next.chunk);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return (payouts.length * 1_000) / (performance.now() - started);
  } finally {
    await client.close();
  }
}

async function payChunk(
  client: mongo.MongoClient,
  distributionId: mongo.ObjectId,
  index: number,
  payouts: readonly BarePayout[],
): Promise<void> {
  const db = client.db();
  const now = new Date();
  const wallets = new Map<string, { readonly _id: mongo.ObjectId; readonly millionths: bigint }>();
  let total = 0n;
  for (const { userId, millionths } of payouts) {
    const before = wallets.get(userId.toHexString())?.millionths ?? 0n;
    wallets.set(userId.toHexString(), { _id: userId, millionths: before + millionths });
    total += millionths;
  }
  await client.withSession((session) =>
    session.withTransaction(
      async () => {
        const chunk = { distributionId, phase: 'ROS', index };
        await db
          .collection('distributionchunks')
          .findOneAndUpdate({ ...chunk, status: 'OPEN' }, { $set: { status: 'PAID', paidAt: now } }, { session });
        await db.collection('transactions').insertMany(
          payouts.map((payout) => entry(distributionId, payout, now)),
          { session },
        );
        await db.collection('stakes').bulkWrite(
          payouts.map(({ stakeId, userId, millionths }) => ({
            updateOne: {
              filter: { _id: stakeId },
              update: {
                $inc: { totalEarned: toDecimal(millionths) },
                $set: { lastPaidIn: distributionId, lastPaidTo: userId },
              },
            },
          })),
          { session },
        );
        await db.collection('users').bulkWrite(
          [...wallets.values()].map(({ _id, millionths }) => ({
            updateOne: { filter: { _id }, update: { $inc: { 'wallets.earnings': toDecimal(millionths) } } },
          })),
          { session },
        );
        await db
          .collection('distributionchunks')
          .updateOne(chunk, { $set: { paid: payouts.length, total: toDecimal(total) } }, { session });
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
    ),
  );
}

function entry(
  distributionId: mongo.ObjectId,
  { userId, stakeId, millionths }: BarePayout,
  now: Date,
): Record<string, unknown> {
  return {
    _id: new mongo.ObjectId(),
    userId,
    stakeId,
    type: 'ROI_EARNED',
    amount: toDecimal(millionths),
    status: 'Completed',
    distributionId,
    subjectId: stakeId,
    distributionDate: '2000-01-01',
    slotNumber: 1,
    metadata: { slotNumber: 1, rosPercentage: mongo.Decimal128.fromString('0.1') },
    description: 'Daily ROS Payout - Slot 1',
    order: now.getTime(),
    createdAt: now,
  };
}
