import { mongo } from 'mongoose';

const STAKES = 1_000;

/** The loop of the old system: per stake insert an entry, update the wallet, update the stake. @returns stakes per second */
export async function measureOldLoop(uri: string): Promise<number> {
  const client = await mongo.MongoClient.connect(uri);
  try {
    const db = client.db();
    const stakes = await db.collection<{ userId: mongo.ObjectId }>('stakes').find().limit(STAKES).toArray();
    const amount = mongo.Decimal128.fromString('0.5');
    const started = performance.now();
    for (const stake of stakes) {
      await db.collection('old_transactions').insertOne({ userId: stake.userId, stakeId: stake._id, amount });
      await db.collection('users').updateOne({ _id: stake.userId }, { $inc: { 'wallets.earnings': amount } });
      await db.collection('stakes').updateOne({ _id: stake._id }, { $inc: { totalEarned: amount } });
    }
    return (stakes.length * 1_000) / (performance.now() - started);
  } finally {
    await client.close();
  }
}
