import { Types, type Connection, mongo } from 'mongoose';
import { RANKS, type Rank } from '#lib/accounts';
import { COLLECTIONS } from '#lib/database';

/** Sign-ins of a seeded database; for development, demo and tests only. */
export const DEMO_SIGN_IN = {
  admin: {
    email: 'admin@example.com',
    password: 'correct-horse-battery-staple',
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  },
  user: { email: 'user1@example.com', password: 'user-demo-password' },
} as const;

export interface SeedSize {
  readonly users: number;
  readonly stakes: number;
}

export interface SeededIds {
  readonly adminId: Types.ObjectId;
  readonly userIds: readonly Types.ObjectId[];
}

export const SEED_ADMIN_ID = seedId('a', 0);
/** All ids that a seed of any size gives; no driver makes such ids. */
export const SEED_IDS = { users: allIds('b'), stakes: allIds('c') };

const BATCH = 2_000;
const ACTIVATED_FROM = Date.UTC(2025, 0, 1);
/** Of 100 users: how many have each rank, low to high. */
const RANK_SHARES = [60, 15, 10, 8, 5, 2];

/**
 * Writes users and stakes, the same ones for the same size. The first user owns one stake of 100 USDT and shares no
 * pool, so that its wallet shows ROS alone; all other stakes go round the other users.
 * @param progress called with the number of stakes written
 */
export async function writeSeedData(
  connection: Connection,
  { users, stakes }: SeedSize,
  progress: (stakes: number) => void = () => undefined,
): Promise<SeededIds> {
  const userIds = Array.from({ length: users }, (_, index) => seedId('b', index));
  await insertInBatches(connection, COLLECTIONS.users, users + 1, (index) => (index === 0 ? admin() : user(index - 1)));
  await insertInBatches(connection, COLLECTIONS.stakes, stakes, (index) => stake(index, users), progress);
  return { adminId: SEED_ADMIN_ID, userIds };
}

async function insertInBatches(
  connection: Connection,
  collection: string,
  count: number,
  make: (index: number) => Record<string, unknown>,
  progress: (written: number) => void = () => undefined,
): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const documents = Array.from({ length: Math.min(BATCH, count - from) }, (_, offset) => make(from + offset));
    await connection.collection(collection).insertMany(documents);
    progress(from + documents.length);
  }
}

function admin(): Record<string, unknown> {
  return {
    _id: SEED_ADMIN_ID,
    email: DEMO_SIGN_IN.admin.email,
    username: 'admin',
    role: 'admin',
    rank: RANKS[0],
    premiumQualified: false,
    isActive: true,
    wallets: { earnings: decimal('0') },
  };
}

function user(index: number): Record<string, unknown> {
  return {
    _id: seedId('b', index),
    email: `user${index + 1}@example.com`,
    username: `user${index + 1}`,
    role: 'user',
    rank: index === 0 ? RANKS[0] : rankOf(index),
    premiumQualified: index % 7 !== 0,
    isActive: index === 0 || index % 50 !== 0,
    wallets: { earnings: decimal('0') },
  };
}

function rankOf(index: number): Rank {
  let place = (index * 37) % 100;
  for (const [rank, share] of RANK_SHARES.entries()) {
    if (place < share) return RANKS[rank] ?? RANKS[0];
    place -= share;
  }
  return RANKS[0];
}

function stake(index: number, users: number): Record<string, unknown> {
  const owner = index === 0 || users === 1 ? 0 : 1 + ((index - 1) % (users - 1));
  return {
    _id: seedId('c', index),
    userId: seedId('b', owner),
    // Odd amounts, so that rounding down shows.
    amount: decimal(
      index === 0 ? '100' : `${50 + ((index * 7_919) % 9_951)}.${String((index * 31) % 100).padStart(2, '0')}`,
    ),
    status: 'ACTIVE',
    totalEarned: decimal('0'),
    activatedAt: new Date(ACTIVATED_FROM + (index % 5_000) * 60_000),
  };
}

function seedId(kind: string, index: number): Types.ObjectId {
  return new Types.ObjectId(`65${kind}`.padEnd(12, '0') + index.toString(16).padStart(12, '0'));
}

function allIds(kind: string): { $gte: Types.ObjectId; $lte: Types.ObjectId } {
  return { $gte: seedId(kind, 0), $lte: seedId(kind, 0xffff_ffff_ffff) };
}

function decimal(text: string): mongo.Decimal128 {
  return mongo.Decimal128.fromString(text);
}
