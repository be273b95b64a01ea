import { setImmediate as turn } from 'node:timers/promises';
import { ObjectId, type ClientSession, type MongoClient } from 'mongodb';
import { hex } from '../../support/books.js';
import { SeededRandom } from '../../support/seeded-random.js';
import type { AdoptedPlatform } from './adopted-platform.js';

const RANKS = ['Stakeholder', 'Associate Stakeholder', 'Elite Capitalist'];
/** Doubles that are exact, so that the tests' own sums are. */
const AMOUNTS = [5.25, -1.5, 0.25, 12.75, -0.5];

/**
 * A platform that goes on while it is adopted: moves wallets by plain numbers with an entry in the same transaction, makes
 * users and stakes, changes ranks. It keeps its own books.
 */
export class PlatformAtWork {
  /** What was added to wallets, in millionths, by user id. */
  readonly moved = new Map<string, bigint>();
  readonly users: Record<string, unknown>[] = [];
  readonly stakes: Record<string, unknown>[] = [];
  private readonly random: SeededRandom;
  private readonly ids: readonly ObjectId[];
  private isStopping = false;
  private readonly running: Promise<void>;
  steps = 0;

  constructor(
    private readonly platform: AdoptedPlatform,
    seed: number,
  ) {
    this.random = new SeededRandom(seed);
    this.ids = platform.old.users
      .filter((user) => typeof (user['wallets'] as { earnings: unknown }).earnings === 'number')
      .map(({ _id }) => new ObjectId(hex(_id)));
    this.running = this.work();
  }

  /** Ends the step that it is at. @throws what a step has thrown */
  async stop(): Promise<void> {
    this.isStopping = true;
    await this.running;
  }

  private async work(): Promise<void> {
    while (!this.isStopping) {
      await this.step();
      this.steps += 1;
      await turn();
    }
  }

  private async step(): Promise<void> {
    const dice = this.random.between(0, 9);
    if (dice < 7) return this.move();
    if (dice === 7) return this.newUser();
    if (dice === 8) return this.newStake();
    await this.platform.db
      .collection('users')
      .updateOne({ _id: this.random.pick(this.ids) }, { $set: { rank: this.random.pick(RANKS) } });
  }

  private async move(): Promise<void> {
    const userId = this.random.pick(this.ids);
    const amount = this.random.pick(AMOUNTS);
    await inTransaction(this.platform.mongoClient, async (session) => {
      await this.platform.db
        .collection('users')
        .updateOne({ _id: userId }, { $inc: { 'wallets.earnings': amount } }, { session });
      const type = amount < 0 ? 'WITHDRAWAL' : 'DEPOSIT';
      const entry = { userId, type, amount, status: 'Completed', createdAt: new Date() };
      await this.platform.db.collection('transactions').insertOne(entry, { session });
    });
    const key = userId.toHexString();
    this.moved.set(key, (this.moved.get(key) ?? 0n) + BigInt(amount * 1_000_000));
  }

  private async newUser(): Promise<void> {
    const _id = new ObjectId();
    const user = { _id, email: `${hex(_id)}@example.com`, role: 'user', wallets: { earnings: 7.5 } };
    await this.platform.db.collection('users').insertOne({ ...user, wallets: { ...user.wallets } });
    this.users.push(user);
  }

  private async newStake(): Promise<void> {
    const stake = {
      _id: new ObjectId(),
      userId: this.random.pick(this.ids),
      amount: 250.5,
      status: 'ACTIVE',
      totalEarned: 0,
      createdAt: new Date(),
    };
    await this.platform.db.collection('stakes').insertOne({ ...stake });
    this.stakes.push(stake);
  }
}

async function inTransaction(client: MongoClient, work: (session: ClientSession) => Promise<void>): Promise<void> {
  await client.withSession((session) => session.withTransaction(() => work(session)));
}
