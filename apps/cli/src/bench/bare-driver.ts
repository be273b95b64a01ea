import { mongo } from 'mongoose';

/** As the engine's defaults. */
const CHUNK = 300;
const LANES = 4;

interface Stake {
  readonly _id: mongo.ObjectId;
  readonly userId: mongo.ObjectId;
}

/**
 * The same bulk writes in the same transactions by the driver alone, without reading, deciding or checking anything:
 * what the database could do at most. The ledger has its indexes.
 * @returns stakes per second
 */
export async function measureBareDriver(uri: string): Promise<number> {
  const client = await mongo.MongoClient.connect(uri, { maxPoolSize: 50 });
  try {
    const db = client.db();
    const stakes = await db
      .collection<Stake>('stakes')
      .find({}, { projection: { userId: 1 }, sort: { userId: 1 } })
      .toArray();
    const chunks: Stake[][] = [];
    for (let from = 0; from < stakes.length; from += CHUNK) chunks.push(stakes.slice(from, from + CHUNK));
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
    await Promise.all(Array.from({ length: LANES }, lane));
    return (stakes.length * 1_000) / (performance.now() - started);
  } finally {
    await client.close();
  }
}

async function payChunk(
  client: mongo.MongoClient,
  distributionId: mongo.ObjectId,
  index: number,
  stakes: readonly Stake[],
): Promise<void> {
  const db = client.db();
  const amount = mongo.Decimal128.fromString('0.5');
  const now = new Date();
  await client.withSession((session) =>
    session.withTransaction(
      async () => {
        const chunk = { distributionId, phase: 'ROS', index };
        await db
          .collection('distributionchunks')
          .findOneAndUpdate({ ...chunk, status: 'OPEN' }, { $set: { status: 'PAID', paidAt: now } }, { session });
        await db.collection('transactions').insertMany(
          stakes.map((stake) => entry(distributionId, stake, amount, now)),
          {
            session,
          },
        );
        await db.collection('stakes').bulkWrite(
          stakes.map(({ _id }) => ({
            updateOne: { filter: { _id }, update: { $inc: { totalEarned: amount } } },
          })),
          { session },
        );
        const users = new Map(stakes.map(({ userId }) => [userId.toHexString(), userId]));
        await db.collection('users').bulkWrite(
          [...users.values()].map((_id) => ({
            updateOne: { filter: { _id }, update: { $inc: { 'wallets.earnings': amount } } },
          })),
          { session },
        );
        await db
          .collection('distributionchunks')
          .updateOne(chunk, { $set: { paid: stakes.length, total: amount } }, { session });
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
    ),
  );
}

function entry(
  distributionId: mongo.ObjectId,
  stake: Stake,
  amount: mongo.Decimal128,
  now: Date,
): Record<string, unknown> {
  return {
    userId: stake.userId,
    stakeId: stake._id,
    type: 'ROI_EARNED',
    amount,
    status: 'Completed',
    distributionId,
    subjectId: stake._id,
    distributionDate: '2000-01-01',
    slotNumber: 1,
    metadata: { slotNumber: 1, rosPercentage: amount },
    description: 'Daily ROS Payout - Slot 1',
    order: now.getTime(),
    createdAt: now,
  };
}
