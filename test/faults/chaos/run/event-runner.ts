import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { until } from '../../../support/until.js';
import type { AdminAction, AdminRequest, ChaosEvent, Population, Trouble } from '../plan/round.js';
import { readAccountBooks } from '../verdict/account-books.js';
import type { Admins } from './admins.js';
import { mendRecords } from './mend-records.js';
import { decimalOf } from './stored.js';
import type { Surroundings } from './surroundings.js';
import type { System } from './system.js';
import type { Trail } from './trail.js';
import { otherEntry, stakeDocument } from './write-population.js';

const REACHED_WITHIN_MS = 3_000;
/** A request for this slot is sent as it is. */
const BLIND = 4;
/** A process that found its connections cut, or the database away, needs a moment to find it again. */
const RECOVERS_WITHIN_MS = 5_000;

/** Lets the events of a round happen, each at its instant. */
export class EventRunner {
  private readonly pending: Promise<void>[] = [];
  private redisIsAway = false;
  private databaseIsAway = false;

  constructor(
    private readonly around: Surroundings,
    private readonly system: System,
    private readonly admins: Admins,
    private readonly population: Population,
    private readonly trail: Trail,
  ) {}

  /** Sends the orders, then everything at its time. Ends when all has happened; answers may be out. */
  async run(orders: readonly AdminRequest[], events: readonly ChaosEvent[]): Promise<void> {
    for (const order of orders) {
      const answered = this.send(order);
      this.pending.push(answered);
      // The next order needs this one; one that waits for the payment's end does not hold the others up.
      await Promise.race([answered, pause(500)]);
    }
    const from = Date.now();
    await Promise.all(
      events.map(async (event) => {
        await pause(Math.max(0, event.atMs - (Date.now() - from)));
        await this.happen(event);
      }),
    );
  }

  /** Waits for all answers. */
  async answered(): Promise<void> {
    await Promise.all(this.pending);
  }

  /** Brings everything up: clocks are right again, and at least one API and one worker live. */
  async mend(): Promise<void> {
    for (const app of ['api', 'worker'] as const) {
      const processes = this.system.places(app);
      for (const process of processes) process.setClock(0);
      await Promise.all(processes.map((process) => process.calm()));
      if (!this.system.places(app).some(({ isUp }) => isUp)) await this.system.start(app, 0);
    }
  }

  /** Sends a request and keeps its answer. */
  async send(request: AdminRequest): Promise<void> {
    const api = await until('an API', () => this.system.api(request.api)).catch(() => undefined);
    if (api === undefined) return this.trail.note(`${request.action.name}: no API is up`);
    const action = await this.aimed(request.action);
    const answer = await this.admins.send(api.process.url, { ...request, action, api: api.index }, this.system.date);
    this.trail.answers.push(answer);
    this.trail.note(`${answer.what} -> ${answer.status} ${answer.code ?? ''} after ${answer.to - answer.from} ms`);
  }

  /** Most requests about a slot are about one that they fit: those that nobody may touch are refused in one way. */
  private async aimed(action: AdminAction): Promise<AdminAction> {
    if (action.name !== 'retry' && action.name !== 'cancel' && action.name !== 'change') return action;
    if (action.slotNumber === BLIND) return action;
    const fitting: mongo.Filter<mongo.Document> =
      action.name === 'retry' ? { $or: [{ status: 'FAILED' }, { errors: { $gt: 0 } }] } : { status: 'PENDING' };
    const slots = await this.system.db
      .collection('distributions')
      .find({ kind: 'slot', date: this.system.date, ...fitting }, { sort: { slotNumber: 1 } })
      .toArray()
      .catch(() => []);
    const slotNumber: unknown = slots[action.slotNumber % Math.max(1, slots.length)]?.['slotNumber'];
    return typeof slotNumber === 'number' ? { ...action, slotNumber } : action;
  }

  private async happen(event: Trouble): Promise<void> {
    switch (event.kind) {
      case 'stop':
        return this.stop(event);
      case 'freeze':
        return this.freeze(event);
      case 'break-at':
        return this.breakAt(event);
      case 'cut': {
        const { app, index } = event;
        this.trail.note(`the connections of ${app} ${index} to the database break`);
        const from = Date.now();
        this.system.at(app, index)?.cutConnections(this.system.databasePort);
        this.trail.databaseAway.push({ from, to: from + RECOVERS_WITHIN_MS });
        return;
      }
      case 'clock':
        this.trail.note(`the clock of ${event.app} ${event.index} is ${event.byMs} ms ahead`);
        this.system.at(event.app, event.index)?.setClock(event.byMs);
        return;
      case 'redis-away':
        return this.takeRedisAway(event.forMs);
      case 'redis-forgets':
        this.trail.note('Redis forgets everything');
        return this.around.forgetRedis().catch(() => undefined);
      case 'database-away':
        return this.takeDatabaseAway(event.forMs);
      case 'movement':
        return this.movement(event.user, event.amount);
      case 'new-stake':
        return this.newStake(event);
      case 'cancel-stake':
        return this.cancelStake(event.stake);
      case 'rank':
        return this.rank(event);
      case 'mend':
        return this.mendAll();
      case 'admins':
        for (const request of event.requests) this.pending.push(this.send(request));
    }
  }

  private async stop({ app, index, signal, backAfterMs }: Trouble & { kind: 'stop' }): Promise<void> {
    const process = this.system.at(app, index);
    if (process === undefined || !process.isUp) return;
    this.trail.note(`${app} ${index} gets ${signal}`);
    const disturbed = { index, from: Date.now(), to: Infinity };
    if (app === 'api') this.trail.apiDisturbed.push(disturbed);
    await process.end(signal);
    disturbed.to = Date.now();
    this.trail.note(`${app} ${index} has ended`);
    if (backAfterMs === null) return;
    await pause(backAfterMs);
    await this.system.start(app, index);
    this.trail.note(`${app} ${index} is back`);
  }

  private async freeze({ app, index, forMs }: Trouble & { kind: 'freeze' }): Promise<void> {
    const process = this.system.at(app, index);
    if (process === undefined || !process.isUp) return;
    this.trail.note(`${app} ${index} stands still for ${forMs} ms`);
    process.freeze();
    await pause(forMs);
    process.thaw();
    this.trail.note(`${app} ${index} goes on`);
  }

  /** A checkpoint that is not reached while events go on breaks nothing. */
  private async breakAt({ app, index, checkpoint, times, how, forMs }: Trouble & { kind: 'break-at' }): Promise<void> {
    const process = this.system.at(app, index);
    if (process === undefined || !process.isUp || process.hasTrap) return;
    process.breakAt(checkpoint, times, how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
    const isOver = (): boolean => process.isTrapped || process.hasEnded;
    await until('the checkpoint', isOver, { withinMs: REACHED_WITHIN_MS }).catch(() => undefined);
    if (!process.isTrapped) return process.calm();
    this.trail.note(`${app} ${index} ${how === 'kill' ? 'dies' : 'stands still'} at ${checkpoint}`);
    if (how === 'kill') await until(`the end of ${app} ${index}`, () => process.hasEnded);
    await pause(forMs);
    if (!process.hasEnded) return process.calm();
    if (this.system.at(app, index) === process) await this.system.start(app, index);
    this.trail.note(`${app} ${index} is back`);
  }

  private async takeRedisAway(forMs: number): Promise<void> {
    if (this.redisIsAway) return;
    this.redisIsAway = true;
    this.trail.note(`Redis is away for ${forMs} ms`);
    await this.around.redis.kill();
    await pause(forMs);
    await this.around.redis.restart();
    this.redisIsAway = false;
    this.trail.note('Redis is back');
  }

  private async takeDatabaseAway(forMs: number): Promise<void> {
    if (this.databaseIsAway) return;
    this.databaseIsAway = true;
    this.trail.note(`the database is away for ${forMs} ms`);
    const away = { from: Date.now(), to: Infinity };
    this.trail.databaseAway.push(away);
    await this.around.mongo.kill();
    await pause(forMs);
    await this.around.mongo.restart();
    away.to = Date.now() + RECOVERS_WITHIN_MS;
    this.databaseIsAway = false;
    this.trail.note('the database is back');
  }

  /** Another service moves money: the wallet and its entry in one transaction. */
  private async movement(index: number, amount: bigint): Promise<void> {
    const user = this.population.users[index]!;
    // It would refuse to touch a wallet that is no number.
    if (!['decimal', 'missing', 'double', 'int'].includes(user.wallet.type) || user.wallet.text === 'NaN') return;
    const entry = otherEntry(user.id, amount < 0n ? 'WITHDRAWAL' : 'DEPOSIT', amount);
    const { db } = this.system;
    await this.write(`a movement of ${amount} millionths`, async () => {
      if ((await db.collection('transactions').findOne({ _id: entry['_id'] as mongo.ObjectId })) !== null) return true;
      await this.around.client.withSession((session) =>
        session.withTransaction(async () => {
          await db
            .collection('users')
            .updateOne(
              { _id: new mongo.ObjectId(user.id) },
              { $inc: { 'wallets.earnings': decimalOf(amount) } },
              { session },
            );
          await db.collection('transactions').insertOne(entry, { session });
        }),
      );
      return true;
    });
    this.trail.moved.set(String(entry['_id']), amount);
  }

  private async newStake({ id, user, amount, inMs }: Trouble & { kind: 'new-stake' }): Promise<void> {
    const stake = {
      id,
      owner: user,
      amount: { type: 'decimal', text: amount },
      earned: 0n,
      status: 'ACTIVE',
      activatedInMs: inMs,
    } as const;
    const from = Date.now();
    const { _id, ...fields } = stakeDocument(stake, this.population.users, from);
    this.trail.created.set(id, { from, to: Infinity });
    await this.write(`stake ${id} of ${amount}`, async () => {
      const written = await this.system.db
        .collection('stakes')
        .updateOne({ _id: _id as mongo.ObjectId }, { $setOnInsert: fields }, { upsert: true });
      return written.acknowledged;
    });
    this.trail.created.set(id, { from, to: Date.now() });
  }

  private async cancelStake(index: number): Promise<void> {
    const id = this.population.stakes[index]?.id;
    if (id === undefined || this.trail.cancelled.has(id)) return;
    const from = Date.now();
    this.trail.cancelled.set(id, { from, to: Infinity });
    await this.write(`stake ${id} cancelled`, async () => {
      const written = await this.system.db
        .collection('stakes')
        .updateOne({ _id: new mongo.ObjectId(id), status: 'ACTIVE' }, { $set: { status: 'CANCELLED' } });
      return written.acknowledged;
    });
    this.trail.cancelled.set(id, { from, to: Date.now() });
  }

  private async rank({ user, rank, premiumQualified }: Trouble & { kind: 'rank' }): Promise<void> {
    const { id } = this.population.users[user]!;
    this.trail.reranked.add(id);
    await this.write(`the rank of ${id} becomes ${rank}`, async () => {
      const written = await this.system.db
        .collection('users')
        .updateOne({ _id: new mongo.ObjectId(id) }, { $set: { rank, premiumQualified } });
      return written.acknowledged;
    });
  }

  private async mendAll(): Promise<void> {
    await this.write('every record is mended', async () => {
      const books = await readAccountBooks(this.system.db);
      const from = Date.now();
      for (const id of await mendRecords(this.system.db, books)) this.trail.noteMended(id, from);
      return true;
    });
  }

  private async write(what: string, attempt: () => Promise<boolean>): Promise<void> {
    await until(what, attempt, { everyMs: 100 });
    this.trail.note(what);
  }
}
