import { mongo } from 'mongoose';
import type { Population, StakePlan, UserPlan } from '../plan/round.js';
import { microsOf } from '../verdict/exact.js';
import { asStored, decimalOf } from './stored.js';

/** Writes users, stakes and what they have earned before, as other services left them. */
export async function writePopulation(db: mongo.Db, { users, stakes }: Population, begin: number): Promise<void> {
  const earnedBefore = new Map<number, bigint>();
  for (const { owner, earned } of stakes) {
    if (typeof owner === 'number') earnedBefore.set(owner, (earnedBefore.get(owner) ?? 0n) + earned);
  }
  const documents = users.map((user, index) => userDocument(user, earnedBefore.get(index) ?? 0n));
  await insert(db, 'users', documents);
  await insert(
    db,
    'stakes',
    stakes.map((stake) => stakeDocument(stake, users, begin)),
  );
  await insert(db, 'transactions', [
    ...stakes.filter(({ earned }) => earned > 0n).map((stake) => earnedEntry(stake, users)),
    ...users.flatMap(openingEntry),
  ]);
}

export function stakeDocument(stake: StakePlan, users: readonly UserPlan[], begin: number): mongo.Document {
  const { owner, activatedInMs } = stake;
  const userId = owner === 'text' ? 'nobody' : new mongo.ObjectId(owner === 'nobody' ? undefined : users[owner]!.id);
  return withoutUndefined({
    _id: new mongo.ObjectId(stake.id),
    userId,
    amount: asStored(stake.amount),
    status: stake.status,
    totalEarned: decimalOf(stake.earned),
    activatedAt: activatedInMs === null ? undefined : new Date(begin + activatedInMs),
  });
}

function userDocument(user: UserPlan, earnedBefore: bigint): mongo.Document {
  const { wallet } = user;
  const earnings = earnedBefore > 0n ? decimalOf(earnedBefore + (microsOf(asStored(wallet)) ?? 0n)) : asStored(wallet);
  return withoutUndefined({
    _id: new mongo.ObjectId(user.id),
    email: `${user.id}@example.com`,
    username: user.id,
    role: 'user',
    rank: user.rank ?? undefined,
    premiumQualified: user.premiumQualified ?? undefined,
    isActive: user.isActive,
    wallets: earnings === undefined ? undefined : { earnings },
  });
}

function openingEntry(user: UserPlan): mongo.Document[] {
  const opening = microsOf(asStored(user.wallet));
  return opening === null || opening === 0n ? [] : [otherEntry(user.id, 'OPENING_BALANCE', opening)];
}

function earnedEntry({ id, owner, earned }: StakePlan, users: readonly UserPlan[]): mongo.Document {
  if (typeof owner !== 'number') throw new Error(`stake ${id} has earned something for nobody`);
  return { ...otherEntry(users[owner]!.id, 'OPENING_BALANCE', earned), stakeId: new mongo.ObjectId(id) };
}

/** A ledger entry that the product does not write. */
export function otherEntry(userId: string, type: string, amount: bigint): mongo.Document {
  const _id = new mongo.ObjectId();
  return {
    _id,
    userId: new mongo.ObjectId(userId),
    type,
    amount: decimalOf(amount),
    status: 'Completed',
    distributionId: null,
    subjectId: _id,
    distributionDate: null,
    slotNumber: null,
    metadata: { slotNumber: null },
    description: type,
    createdAt: new Date(),
  };
}

async function insert(db: mongo.Db, collection: string, documents: readonly mongo.Document[]): Promise<void> {
  if (documents.length > 0) await db.collection(collection).insertMany([...documents]);
}

function withoutUndefined(document: mongo.Document): mongo.Document {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
}
