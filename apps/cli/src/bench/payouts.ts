import { mongo } from 'mongoose';
import { decimalStringToMicros, formatMicros } from '#lib/money';

/** What a slot of the bench pays of a stake's amount: in percent, and as the part that it is. */
export const ROS_PERCENTAGE = 0.1;
const ONE_IN = 1_000n;

/** What is paid, and to whom. */
export interface BarePayout {
  readonly stakeId: mongo.ObjectId;
  readonly userId: mongo.ObjectId;
  /** Millionths of USDT. */
  readonly millionths: bigint;
}

interface Stake {
  readonly _id: mongo.ObjectId;
  readonly userId: mongo.ObjectId;
  readonly amount: mongo.Decimal128;
}

/** What a slot of the bench pays to the first stakes, in the order of their owners: worked out before the clock runs. */
export async function payoutsOf(db: mongo.Db, limit = 0): Promise<BarePayout[]> {
  const stakes = await db
    .collection<Stake>('stakes')
    .find({}, { projection: { userId: 1, amount: 1 }, sort: { userId: 1 }, limit })
    .toArray();
  return stakes.map(({ _id, userId, amount }) => ({
    stakeId: _id,
    userId,
    millionths: (decimalStringToMicros(amount.toString()) ?? 0n) / ONE_IN,
  }));
}

export function toDecimal(millionths: bigint): mongo.Decimal128 {
  return mongo.Decimal128.fromString(formatMicros(millionths));
}
