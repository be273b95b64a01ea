import { Types, mongo } from 'mongoose';

/** A record of the old platform: plain numbers, fields left out, shapes of its own. */
export type OldRecord = Readonly<Record<string, unknown>> & { readonly _id: unknown };

/** A database that lived without the product, in memory. */
export interface OldPlatform {
  readonly owner: { readonly userId: Types.ObjectId; readonly stakeId: Types.ObjectId };
  readonly users: readonly OldRecord[];
  readonly stakes: readonly OldRecord[];
  readonly transactions: readonly OldRecord[];
}

const RANKS = [
  'Stakeholder',
  'Associate Stakeholder',
  'Principal Strategist',
  'Elite Capitalist',
  'Wealth Architect',
  'Finance Titan',
];
const AMOUNTS = [100, 250, 500, 1_000, 250.5, 99.99, 1_234.56];
/** The payouts of the old system that reached everybody: date, slot, instant. */
const PAYOUTS: readonly (readonly [date: string, slotNumber: number, at: string])[] = [
  ['2026-02-13', 1, '2026-02-13T11:56:00Z'],
  ['2026-02-14', 1, '2026-02-14T11:56:00Z'],
  ['2026-02-15', 1, '2026-02-15T11:56:00Z'],
  ['2026-02-15', 2, '2026-02-15T17:00:00Z'],
];

/**
 * Writes a database as a platform's own services left it: wallets, stakes and entries as numbers with the noise of sums, no
 * `activatedAt`, ranks and flags left out for some, entries of many types, and records that are odd in every way.
 * The first user is owner@example.com with one stake of 100: wallet 373,322, earned 12.
 */
export async function writeOldPlatform(database: mongo.Db, users = 150): Promise<OldPlatform> {
  const people = Array.from({ length: users }, (_, index) => aPerson(index));
  const odd = oddRecords();
  const platform: OldPlatform = {
    owner: { userId: people[0]!.user._id, stakeId: people[0]!.stake._id },
    users: [admin(), ...people.map(({ user }) => user), ...odd.users],
    stakes: [...people.map(({ stake }) => stake), ...odd.stakes],
    transactions: [...people.flatMap(({ entries }) => entries), ...odd.transactions],
  };
  const { owner, ...records } = platform;
  const documentsOf: Record<string, readonly object[]> = { ...records, ...oldDays(users) };
  for (const [name, documents] of Object.entries(documentsOf)) {
    await database.collection(name).insertMany([...documents]);
  }
  return { owner, ...records };
}

function admin(): OldRecord {
  return {
    _id: new Types.ObjectId(),
    email: 'admin@example.com',
    username: 'admin',
    password: '$2b$10$C6UzMDM.H6dfI/f/IKcEeO',
    role: 'admin',
    rank: 'Stakeholder',
    isActive: true,
    wallets: { funded: 0, earnings: 0 },
    twoFAEnabled: true,
    twoFASecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  };
}

function aPerson(index: number) {
  const isOwner = index === 0;
  const userId = new Types.ObjectId();
  const stakeId = new Types.ObjectId();
  const amount = isOwner ? 100 : AMOUNTS[index % AMOUNTS.length]!;
  const status = index % 23 === 5 ? 'CANCELLED' : index % 29 === 7 ? 'COMPLETED' : 'ACTIVE';
  const daily = Number((amount / 100).toFixed(6));
  const entries: OldRecord[] = [entry({ userId, type: 'DEPOSIT', amount: amount + 50.5, createdAt: at('2025-06-01') })];
  const history: object[] = [];
  let totalEarned = isOwner ? 7 : daily * (index % 40);
  let earnings = isOwner ? 373_317 : 0.1 + 0.2 + index / 10;
  const earn = (date: string, fields: object, createdAt: Date): void => {
    totalEarned += daily;
    earnings += daily;
    history.push({ date, amount: daily, rosPercentage: 1, ...fields });
    const type = 'slotNumber' in fields ? 'Daily ROS Payout' : 'ROI_EARNED';
    const more = 'slotNumber' in fields ? { ...fields, metadata: fields, distributionDate: date } : {};
    entries.push(entry({ userId, stakeId, type, amount: daily, createdAt, ...more }));
  };
  if (status === 'ACTIVE') {
    // From before slots had numbers.
    earn('2026-02-11', {}, at('2026-02-11T14:30:05Z'));
    for (const [date, slotNumber, instant] of PAYOUTS) earn(date, { slotNumber }, at(instant));
  }
  if (index % 4 === 1) entries.push(entry({ userId, type: 'WITHDRAWAL', amount: -5.25, createdAt: at('2026-01-05') }));
  if (index % 9 === 1)
    entries.push(entry({ userId, type: 'TRANSFER', amount: 1.1, status: 'Pending', createdAt: at('2026-01-06') }));
  const user = {
    _id: userId,
    email: isOwner ? 'owner@example.com' : `user${index}@example.com`,
    username: isOwner ? 'owner' : `user${index}`,
    password: 'x',
    role: 'user',
    ...(index % 13 === 2 ? {} : { rank: RANKS[index % RANKS.length] }),
    ...(index % 11 === 4 ? {} : { isActive: index % 19 !== 6 }),
    wallets: { funded: 50.5, earnings },
    createdAt: at('2025-06-01'),
  };
  const stake = {
    _id: stakeId,
    userId,
    amount,
    status,
    totalEarned,
    targetReturn: amount * 2,
    dailyReturnsHistory: history,
    createdAt: at('2025-06-01T10:00:00Z'),
    updatedAt: at('2026-02-15T17:00:01Z'),
  };
  return { user, stake, entries };
}

function entry(fields: object): OldRecord {
  return { _id: new Types.ObjectId(), status: 'Completed', ...fields };
}

function oddRecords(): Omit<OldPlatform, 'owner'> {
  const userId = new Types.ObjectId();
  const stake = (fields: object): OldRecord => ({
    _id: new Types.ObjectId(),
    userId,
    amount: 10,
    status: 'ACTIVE',
    totalEarned: 0,
    createdAt: at('2025-12-01'),
    ...fields,
  });
  const amounts = [NaN, Infinity, -5, '100', null, 1e300, mongo.Decimal128.fromString('NaN')];
  const user = (fields: object): OldRecord => ({ _id: new Types.ObjectId(), role: 'user', ...fields });
  const double = { userId, type: 'Daily ROS Payout', amount: 1, slotNumber: 1, distributionDate: '2026-02-15' };
  return {
    users: [
      user({
        email: 'OWNER@example.com',
        username: 'owner2',
        rank: 'Stakeholder',
        isActive: true,
        wallets: { earnings: 1 },
      }),
      user({ username: 'nameless', wallets: { earnings: 0.1 + 0.2 } }),
      user({ username: 'nameless too', wallets: { earnings: mongo.Long.fromString('10000000000') } }),
      user({
        email: 'text@example.com',
        username: 'text',
        rank: 'Finance Titan',
        isActive: true,
        wallets: { earnings: '12.5' },
      }),
    ],
    stakes: [
      ...amounts.map((amount) => stake({ amount })),
      stake({ userId: '65b000000000000000000001' }),
      stake({ createdAt: '2025-12-01T00:00:00Z' }),
      stake({ createdAt: undefined }),
    ],
    transactions: [
      entry(double),
      entry(double),
      entry({ userId, type: 7, amount: 'twelve', status: null, createdAt: 'yesterday' }),
      entry({ userId, amount: NaN, distributionId: 'of another service' }),
      entry({ userId, amount: NaN, distributionId: 'of another service' }),
    ],
  };
}

/** What the old system knew of its days; two of them it called COMPLETED with nobody paid. */
function oldDays(users: number): Record<string, readonly object[]> {
  const slot = (slotNumber: number, scheduledTime: string, usersProcessed: number) => ({
    slotNumber,
    scheduledTime,
    status: 'COMPLETED',
    rosPercentage: 1,
    usersProcessed,
  });
  return {
    dailydeclarationreturns: [
      { date: '2026-02-12', status: 'PENDING', scheduledFor: at('2026-02-12T14:30:00Z'), values: { rosPercentage: 1 } },
    ],
    dailydistributions: [
      { date: '2026-02-13', multiSlotEnabled: true, slots: [slot(1, '12:56:00', users), slot(2, '12:58:59', 0)] },
    ],
    dailyprofits: [{ date: '2026-02-11', rosPercentage: 1, isDistributed: true }],
    pooldeclarations: [
      { premiumPoolAmount: 10_000, performancePoolAmount: 5_000, notes: 'Notes', isDistributed: true },
    ],
  };
}

function at(text: string): Date {
  return new Date(text);
}
