import { mongo } from 'mongoose';
import { hex } from '../../../support/books.js';
import type { AccountBooks, Slot, Stake } from '../verdict/account-books.js';
import { byId, canReceive, faultsOf } from '../verdict/records.js';
import type { Admins } from './admins.js';
import { decimalOf } from './stored.js';
import type { System } from './system.js';

const DAY = '/admin/daily-declaration-returns';
const MENDED_AMOUNT = 100_000_000n;

/** Somebody mends every record that cannot be paid. @returns the ids of those users and stakes */
export async function mendRecords(db: mongo.Db, books: AccountBooks): Promise<string[]> {
  const owners = byId(books);
  const brokenUsers = books.users.filter((user) => !canReceive(user));
  const brokenStakes = books.stakes.filter((stake) => faultsOf(stake, owners).size > 0);
  for (const { _id } of brokenUsers) {
    await db.collection('users').updateOne({ _id }, { $set: { wallets: { earnings: decimalOf(0n) } } });
  }
  for (const stake of brokenStakes) await mendStake(db, stake, faultsOf(stake, owners));
  return [...brokenUsers, ...brokenStakes].map(({ _id }) => hex(_id));
}

async function mendStake(db: mongo.Db, stake: Stake, faults: ReadonlySet<string>): Promise<void> {
  const { _id } = stake;
  if (faults.has('MISSING_USER')) {
    const owner = stake.userId as mongo.ObjectId;
    await db.collection('users').updateOne({ _id: owner }, { $setOnInsert: newUser(owner) }, { upsert: true });
  }
  if (faults.has('INVALID_USER_ID')) {
    const userId = new mongo.ObjectId();
    await db.collection('users').insertOne({ _id: userId, ...newUser(userId) });
    await db.collection('stakes').updateOne({ _id }, { $set: { userId } });
  }
  if (faults.has('INVALID_AMOUNT')) {
    await db.collection('stakes').updateOne({ _id }, { $set: { amount: decimalOf(MENDED_AMOUNT) } });
  }
}

/** Nobody who would have shared a pool. */
function newUser(id: mongo.ObjectId): mongo.Document {
  const wallets = { earnings: decimalOf(0n) };
  return {
    email: `${hex(id)}@example.com`,
    username: hex(id),
    role: 'user',
    rank: 'Stakeholder',
    isActive: true,
    wallets,
  };
}

/** Asks for what slots left unpaid. @returns requests that were refused, in words */
export async function retryUnpaid(system: System, admins: Admins, slots: readonly Slot[]): Promise<string[]> {
  const problems: string[] = [];
  for (const slot of slots) {
    const { status, code, message } = await admins.post(system.urlOfAnApi, ...retryOf(slot));
    const isAccepted = (status >= 200 && status < 300) || code === 'DISTRIBUTION_FAILED';
    if (!isAccepted) problems.push(`${slot.key} (${slot.status}) cannot be retried: ${status} ${code}: ${message}`);
  }
  return problems;
}

/** Asks for what the proof of the date finds owed. @returns why it was refused, in words */
export async function compensateDate(system: System, admins: Admins): Promise<string[]> {
  const { status, code, message } = await admins.post(system.urlOfAnApi, `${DAY}/${system.date}/compensate`, {});
  return status >= 200 && status < 300 ? [] : [`the date cannot be compensated: ${status} ${code}: ${message}`];
}

/** The path and body of the request that pays the rest. */
function retryOf({ key, kind, date, slotNumber }: Slot): [string, Record<string, unknown>] {
  switch (kind) {
    case 'slot':
      return [`${DAY}/${date}/slots/${slotNumber}/retry`, {}];
    case 'pool':
      return [`/admin/pool/${key.replace('pool/', '')}/retry`, {}];
    default:
      return [`${DAY}/${date}/distribute`, kind.endsWith('ros') ? { distributeROS: true } : { distributePools: true }];
  }
}
