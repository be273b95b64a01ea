import { Types, type mongo } from 'mongoose';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from './builders.js';

/** What version 0.1.0 left. */
export interface OldVersion {
  readonly users: readonly UserRecord[];
  readonly stakes: readonly StakeRecord[];
  readonly distributionIds: readonly Types.ObjectId[];
  readonly entries: readonly OldEntry[];
}

export interface OldEntry {
  readonly _id: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly createdAt: Date;
  readonly [field: string]: unknown;
}

const OWNERS = 12;
const DATE = '2026-02-13';
const FIRST_SLOT = Date.parse('2026-02-13T12:00:00Z');
const HOUR_MS = 3_600_000;
const PAYOUT = '0.5';

/** Fills a database as version 0.1.0 left it: a day of two slots that were paid, and the indexes that it made. */
export async function writeVersion010(database: mongo.Db): Promise<OldVersion> {
  await makeIndexes(database);
  const users = Array.from({ length: OWNERS }, () => aUser({ wallets: { earnings: usdt('1') } }));
  const stakes = users.map((user) => aStake(user, { totalEarned: usdt('1') }));
  const slots = [1, 2].map((slotNumber) => aSlot(slotNumber));
  const entries = slots.flatMap((slot) => stakes.map((stake, index) => anEntry(slot, stake, index)));
  await database.collection('users').insertMany([...users]);
  await database.collection('stakes').insertMany([...stakes]);
  await database.collection('declarations').insertOne(aDeclaration());
  await database.collection('distributions').insertMany(slots);
  await database.collection('distributionchunks').insertMany(slots.map(aChunk));
  await database.collection('transactions').insertMany(entries);
  return { users, stakes, distributionIds: slots.map(({ _id }) => _id), entries };
}

async function makeIndexes(database: mongo.Db): Promise<void> {
  const unique = { unique: true };
  await database
    .collection('users')
    .createIndexes([{ key: { email: 1 }, ...unique }, { key: { rank: 1, isActive: 1 } }]);
  await database.collection('stakes').createIndex({ userId: 1, status: 1 });
  await database
    .collection('transactions')
    .createIndexes([
      { key: { distributionId: 1, type: 1, subjectId: 1 }, ...unique },
      { key: { distributionDate: 1, slotNumber: 1 } },
      { key: { userId: 1, _id: 1 } },
    ]);
  await database.collection('declarations').createIndex({ date: 1 }, unique);
  await database
    .collection('distributions')
    .createIndexes([
      { key: { key: 1 }, ...unique },
      { key: { running: 1 }, ...unique, partialFilterExpression: { running: { $exists: true } } },
      { key: { date: 1, slotNumber: 1 } },
      { key: { status: 1, scheduledFor: 1 } },
    ]);
  await database.collection('distributionchunks').createIndex({ distributionId: 1, phase: 1, index: 1 }, unique);
  await database.collection('distributionfailures').createIndex({ distributionId: 1, type: 1, subjectId: 1 }, unique);
}

function aDeclaration() {
  const at = new Date(FIRST_SLOT - HOUR_MS);
  return {
    date: DATE,
    premiumPoolAmount: usdt('0'),
    performancePoolAmount: usdt('0'),
    rosPercentage: usdt('1'),
    description: 'Two slots',
    declaredBy: new Types.ObjectId(),
    declaredAt: at,
    multiSlotEnabled: true,
    poolsWithLastSlot: [],
    revision: 2,
    createdAt: at,
    updatedAt: at,
  };
}

function aSlot(slotNumber: number) {
  const at = instantOf(slotNumber);
  const ended = new Date(at.getTime() + 900);
  const nothing = { count: 0, total: usdt('0') };
  return {
    _id: new Types.ObjectId(),
    key: `${DATE}/slot-${slotNumber}`,
    kind: 'slot',
    date: DATE,
    slotNumber,
    status: 'COMPLETED',
    rosPercentage: usdt(PAYOUT),
    premiumPoolAmount: usdt('0'),
    performancePoolAmount: usdt('0'),
    scheduledFor: at,
    revision: 0,
    attempts: 1,
    startedAt: at,
    attemptStartedAt: at,
    executedAt: ended,
    executionTimeMs: 900,
    leaseUntil: null,
    leaseOwner: null,
    retryRequestedAt: null,
    interruptions: null,
    plan: { at, stakes: OWNERS, premiumQualifiers: 0, performanceQualifiers: 0, tookMs: 3 },
    totals: { ROS: { count: OWNERS, total: usdt('6') }, PREMIUM: nothing, PERFORMANCE: nothing },
    usersProcessed: OWNERS,
    processedStakes: OWNERS,
    totalDistributed: usdt('6'),
    errors: 0,
    reason: null,
    error: null,
    createdAt: at,
    updatedAt: ended,
  };
}

function aChunk(slot: ReturnType<typeof aSlot>) {
  const { _id, slotNumber, rosPercentage, scheduledFor } = slot;
  return {
    _id: new Types.ObjectId(),
    distributionId: _id,
    phase: 'ROS',
    index: 0,
    status: 'PAID',
    subjects: { kind: 'range', fromUserId: null, beforeUserId: null },
    secondChance: false,
    date: DATE,
    slotNumber,
    rosPercentage,
    scheduledFor,
    attempts: 0,
    lastError: null,
    paidAt: scheduledFor,
    paid: OWNERS,
    users: OWNERS,
    errors: 0,
    total: usdt('6'),
  };
}

/** The ids that workers make are no order: here those of the first slot are the larger ones. */
function anEntry(slot: ReturnType<typeof aSlot>, stake: StakeRecord, index: number): OldEntry {
  const { slotNumber } = slot;
  const serial = (slotNumber === 1 ? 1_000 : 0) + index;
  return {
    _id: new Types.ObjectId(`698f0000aaaaaaaaaa${serial.toString(16).padStart(6, '0')}`),
    userId: stake['userId'] as Types.ObjectId,
    stakeId: stake._id,
    type: 'ROI_EARNED',
    amount: usdt(PAYOUT),
    status: 'Completed',
    distributionId: slot._id,
    subjectId: stake._id,
    distributionDate: DATE,
    slotNumber,
    metadata: { slotNumber, rosPercentage: usdt(PAYOUT) },
    description: `Daily ROS Payout - Slot ${slotNumber}`,
    createdAt: new Date(instantOf(slotNumber).getTime() + 100 + index),
  };
}

function instantOf(slotNumber: number): Date {
  return new Date(FIRST_SLOT + (slotNumber - 1) * HOUR_MS);
}
