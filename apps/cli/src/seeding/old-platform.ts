import { Types, mongo } from 'mongoose';
import { RANKS } from '#lib/accounts';

/** What may be chosen of the database of an old platform; the same choice gives the same data. */
export interface OldPlatformOptions {
  /** Besides the admin; the first is owner@example.com. */
  readonly users: number;
  readonly seed?: number;
  /** Strews in records that are odd in every way that was seen. */
  readonly odd?: boolean;
}

export interface OldPlatform {
  readonly owner: { readonly userId: Types.ObjectId; readonly stakeId: Types.ObjectId };
  /** Odd records, and what is odd about them. */
  readonly odd: readonly { readonly collection: string; readonly id: string; readonly why: string }[];
}

/** Who signs in on it, once he has a password of ours: his authenticator is the one that he had. */
export const OLD_ADMIN = { email: 'admin@example.com', totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' } as const;
export const OLD_OWNER = { email: 'owner@example.com' } as const;

const AMOUNTS = [100, 100, 250, 500, 1_000, 250.5, 99.99, 1_234.56];
const BATCH = 2_000;
const DAY_MS = 86_400_000;

/**
 * Writes a database as a platform's own services and its old scheduler left it (docs/specification.md 6): numbers with the
 * noise of sums, fields left out, entries of many types, days that paid nobody. owner@example.com has one stake of 100:
 * wallet 373,322, earned 12; the second slot of 13 February 2026 and the day before are owed to him.
 */
export async function writeOldPlatform(
  database: mongo.Db,
  { users, seed = 1, odd = false }: OldPlatformOptions,
): Promise<OldPlatform> {
  const batches = new Batches(database);
  const random = randomFrom(seed);
  const ids = new Ids();
  await batches.put('users', admin(ids));
  let owner: OldPlatform['owner'] | undefined;
  for (let index = 0; index < users; index += 1) {
    const person = aPerson(index, users, random, ids);
    owner ??= { userId: person.user._id, stakeId: person.stake._id };
    await batches.put('stakes', person.stake);
    await batches.put('users', person.user);
    for (const entry of person.entries) await batches.put('transactions', entry);
  }
  for (const [name, documents] of Object.entries(oldDays(users))) {
    for (const document of documents) await batches.put(name, document);
  }
  const told: OldPlatform['odd'][number][] = [];
  for (const { collection, why, document } of odd ? oddRecords(ids) : []) {
    told.push({ collection, id: document._id.toHexString(), why });
    await batches.put(collection, document);
  }
  await batches.flush();
  if (owner === undefined) throw new RangeError('An old platform needs one user at least.');
  return { owner, odd: told };
}

type OldRecord = Readonly<Record<string, unknown>> & { readonly _id: Types.ObjectId };

class Batches {
  private readonly waiting = new Map<string, object[]>();

  constructor(private readonly database: mongo.Db) {}

  async put(collection: string, document: object): Promise<void> {
    const batch = this.waiting.get(collection) ?? [];
    batch.push(document);
    this.waiting.set(collection, batch);
    if (batch.length >= BATCH) await this.write(collection);
  }

  async flush(): Promise<void> {
    for (const collection of this.waiting.keys()) await this.write(collection);
  }

  private async write(collection: string): Promise<void> {
    const batch = this.waiting.get(collection) ?? [];
    this.waiting.set(collection, []);
    if (batch.length > 0) await this.database.collection(collection).insertMany(batch, { ordered: false });
  }
}

class Ids {
  private count = 0;

  /** An id as a process makes one at that instant. */
  at(instant: Date): Types.ObjectId {
    const seconds = Math.floor(instant.getTime() / 1_000)
      .toString(16)
      .padStart(8, '0');
    const counter = (this.count % 0xffffff).toString(16).padStart(6, '0');
    this.count += 1;
    return new Types.ObjectId(`${seconds}aaaaaaaaaa${counter}`);
  }
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function admin(ids: Ids): OldRecord {
  return {
    _id: ids.at(at('2025-01-01')),
    email: OLD_ADMIN.email,
    username: 'admin',
    password: '$2b$10$C6UzMDM.H6dfI/f/IKcEeO',
    role: 'admin',
    rank: 'Stakeholder',
    isActive: true,
    wallets: { funded: 0, earnings: 0 },
    twoFAEnabled: true,
    twoFASecret: OLD_ADMIN.totpSecret,
    createdAt: at('2025-01-01'),
  };
}

interface Payout {
  readonly date: string;
  readonly slotNumber: number;
  readonly instant: string;
  readonly inHistory: boolean;
  readonly inTransactions: boolean;
}

/** What the old system paid the stakes that were there: slots left out are those that it never paid. */
function payoutsTo(index: number, users: number): Payout[] {
  const both = { inHistory: true, inTransactions: true };
  return [
    { date: '2026-02-13', slotNumber: 1, instant: '2026-02-13T11:56:00Z', ...both },
    // It broke off in the middle.
    ...(index <= Math.floor(users / 2)
      ? [{ date: '2026-02-14', slotNumber: 1, instant: '2026-02-14T11:56:00Z', ...both }]
      : []),
    {
      date: '2026-02-15',
      slotNumber: 1,
      instant: '2026-02-15T11:56:00Z',
      inHistory: index % 31 !== 11,
      inTransactions: index % 31 !== 12,
    },
    { date: '2026-02-15', slotNumber: 2, instant: '2026-02-15T17:00:00Z', ...both },
  ];
}

function aPerson(index: number, users: number, random: () => number, ids: Ids) {
  const isOwner = index === 0;
  const created = isOwner ? at('2025-06-01T10:00:00Z') : new Date(at('2025-03-01').getTime() + random() * 330 * DAY_MS);
  const userId = ids.at(created);
  const amount = isOwner ? 100 : (AMOUNTS[Math.floor(random() * AMOUNTS.length)] ?? 100);
  const stakeAt = stakedAt(index, created);
  const status =
    isOwner || (index % 23 !== 5 && index % 29 !== 7) ? 'ACTIVE' : index % 23 === 5 ? 'CANCELLED' : 'COMPLETED';
  const stakeId = ids.at(stakeAt);
  const daily = Number((amount / 100).toFixed(6));
  const history: object[] = [];
  const entries: OldRecord[] = [];
  let totalEarned = isOwner
    ? 7
    : status === 'COMPLETED'
      ? amount * 2
      : Number((daily * Math.floor(random() * 40)).toFixed(6));
  let earnings = isOwner ? 373_317 : Math.floor(random() * 5_000) / 10 + 0.1 + 0.2;
  const entry = (instant: Date, fields: object): OldRecord => ({
    _id: ids.at(instant),
    userId,
    status: 'Completed',
    createdAt: instant,
    ...fields,
  });
  const earn = (): void => {
    totalEarned += daily;
    earnings += daily;
  };
  if (status === 'ACTIVE' && stakeAt < at('2026-02-11')) {
    // From before slots had numbers.
    earn();
    history.push({ date: '2026-02-11', amount: daily, rosPercentage: 1 });
    entries.push(entry(at('2026-02-11T14:30:05Z'), { stakeId, type: 'ROI_EARNED', amount: daily }));
  }
  for (const { date, slotNumber, instant, inHistory, inTransactions } of payoutsTo(index, users)) {
    if (status !== 'ACTIVE' || stakeAt >= at(instant)) continue;
    earn();
    if (inHistory) history.push({ date, amount: daily, rosPercentage: 1, slotNumber });
    if (!inTransactions) continue;
    const description = `Daily ROS distribution - Slot ${slotNumber}`;
    const filed = { slotNumber, distributionDate: date, metadata: { slotNumber }, description };
    entries.push(entry(at(instant), { stakeId, type: 'Daily ROS Payout', amount: daily, ...filed }));
  }
  entries.push(entry(created, { type: 'DEPOSIT', amount: amount + 50.5 }));
  if (index % 4 === 1) entries.push(entry(at('2026-01-05'), { type: 'WITHDRAWAL', amount: -5.25 }));
  if (index % 9 === 1) {
    entries.push(
      entry(at('2026-01-06'), { type: 'TRANSFER', amount: 1.1, status: index % 2 ? 'Completed' : 'Pending' }),
    );
  }
  const stake = {
    _id: stakeId,
    userId,
    amount,
    status,
    totalEarned,
    targetReturn: amount * 2,
    dailyReturnsHistory: history,
    createdAt: stakeAt,
    updatedAt: at('2026-02-15T17:00:01Z'),
  };
  const user = {
    _id: userId,
    email: isOwner ? OLD_OWNER.email : `user${index}@example.com`,
    username: isOwner ? 'owner' : `user${index}`,
    password: 'x',
    role: 'user',
    ...(index % 13 === 2 ? {} : { rank: RANKS[index % RANKS.length] }),
    ...(index % 11 === 4 ? {} : { isActive: index % 19 !== 6 }),
    wallets: { funded: 50.5, earnings },
    createdAt: created,
  };
  return { user, stake, entries };
}

/** Some stakes were made between the slots of 13 February. */
function stakedAt(index: number, created: Date): Date {
  if (index > 0 && index % 17 === 3) return at('2026-02-13T11:57:30Z');
  return created > at('2026-02-01') ? at('2026-02-01') : created;
}

function oldDays(users: number): Record<string, readonly object[]> {
  const slot = (slotNumber: number, scheduledTime: string, executedAt: string, usersProcessed: number) => ({
    slotNumber,
    scheduledTime,
    status: 'COMPLETED',
    rosPercentage: 1,
    executedAt: at(executedAt),
    usersProcessed,
    totalDistributed: usersProcessed * 3,
  });
  const first = (date: string, processed: number) => slot(1, '12:56:00', `${date}T11:56:00Z`, processed);
  const days = (slots: Record<string, readonly object[]>) =>
    Object.entries(slots).map(([date, list]) => ({ date, multiSlotEnabled: true, slots: list }));
  return {
    dailydeclarationreturns: [
      {
        date: '2026-02-12',
        status: 'PENDING',
        scheduledFor: at('2026-02-12T14:30:00Z'),
        values: {
          rosPercentage: 1,
          premiumPoolAmount: 0,
          performancePoolAmount: 0,
          description: 'Daily 1% ROS distribution',
        },
        multiSlotEnabled: false,
        distributionSlots: [],
        createdAt: at('2026-02-12T14:00:00Z'),
      },
    ],
    dailydistributions: days({
      '2026-02-13': [first('2026-02-13', users), slot(2, '12:58:59', '2026-02-13T11:58:59Z', 0)],
      '2026-02-14': [first('2026-02-14', Math.floor(users / 2))],
      '2026-02-15': [first('2026-02-15', users), slot(2, '18:00:00', '2026-02-15T17:00:00Z', users)],
    }),
    dailyprofits: [
      {
        date: '2026-02-11',
        rosPercentage: 1,
        premiumPoolAmount: 0,
        performancePoolAmount: 0,
        isDistributed: true,
        createdAt: at('2026-02-11T08:00:00Z'),
      },
    ],
    pooldeclarations: [
      {
        premiumPoolAmount: 10_000,
        performancePoolAmount: 5_000,
        notes: 'Notes',
        isDistributed: true,
        createdAt: at('2026-02-10T08:00:00Z'),
      },
    ],
  };
}

interface OddRecord {
  readonly collection: string;
  readonly why: string;
  readonly document: OldRecord;
}

function oddRecords(ids: Ids): OddRecord[] {
  const created = at('2025-12-01');
  const stranger = ids.at(created);
  const odd = (collection: string, why: string, fields: object): OddRecord => ({
    collection,
    why,
    document: { _id: ids.at(created), ...fields },
  });
  const undated = { userId: stranger, amount: 10, status: 'ACTIVE', totalEarned: 0 };
  const stake = (why: string, fields: object) => odd('stakes', why, { ...undated, createdAt: created, ...fields });
  const user = (why: string, fields: object) => odd('users', why, { role: 'user', ...fields });
  const amounts = [NaN, Infinity, -5, '100', null, 1e300, mongo.Decimal128.fromString('NaN')];
  const payout = { userId: stranger, status: 'Completed', type: 'Daily ROS Payout', amount: 1 };
  const twice = { ...payout, stakeId: stranger, slotNumber: 1, distributionDate: '2026-02-15' };
  return [
    ...amounts.map((amount) => stake(`amount ${String(amount)}`, { amount, dailyReturnsHistory: [] })),
    stake('userId as text', { userId: '65b000000000000000000001' }),
    stake('createdAt as text', { createdAt: '2025-12-01T00:00:00Z' }),
    odd('stakes', 'no date at all', undated),
    user('the same e-mail in another case', {
      email: 'OWNER@example.com',
      username: 'owner2',
      rank: 'Stakeholder',
      isActive: true,
      wallets: { earnings: 1 },
    }),
    user('no e-mail', { username: 'nameless', wallets: { earnings: 0.1 + 0.2 } }),
    user('an integer that no double holds', {
      username: 'rich',
      wallets: { earnings: mongo.Long.fromString('10000000000') },
    }),
    user('wallet as text', {
      email: 'text@example.com',
      username: 'text',
      rank: 'Finance Titan',
      isActive: true,
      wallets: { earnings: '12.5' },
    }),
    odd('transactions', 'a payout twice', twice),
    odd('transactions', 'a payout twice', twice),
    odd('transactions', 'types of every kind', {
      ...payout,
      type: 7,
      amount: 'twelve',
      status: null,
      createdAt: 'yesterday',
    }),
    odd('transactions', "another service's distributionId", {
      ...payout,
      amount: NaN,
      distributionId: 'of another service',
    }),
    odd('transactions', "another service's distributionId", {
      ...payout,
      amount: NaN,
      distributionId: 'of another service',
    }),
  ];
}

function at(text: string): Date {
  return new Date(text);
}
