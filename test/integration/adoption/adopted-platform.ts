import { MongoClient, type Db } from 'mongodb';
import type { Types } from 'mongoose';
import { mongo } from 'mongoose';
import { groupBy, hex } from '../../support/books.js';
import { micros, microsOrNull, sum } from '../../support/exact.js';
import { writeOldPlatform, type OldPlatform, type OldRecord } from '../../support/old-platform.js';
import { ownEnvironment, type OwnEnvironment } from '../../support/own-environment.js';
import { CommandRun } from '../cli/command-run.js';

/** How the command ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** With --json. */
  readonly report: Readonly<Record<string, never>>;
}

type Stored = Readonly<Record<string, unknown>>;

/** A platform's database of the test's own, and `npm run adopt` on it. */
export class AdoptedPlatform {
  private constructor(
    readonly environment: OwnEnvironment,
    private readonly client: MongoClient,
    readonly old: OldPlatform,
  ) {}

  static async start(name: string, overrides: Readonly<Record<string, string>> = {}): Promise<AdoptedPlatform> {
    const environment = ownEnvironment(name, overrides);
    const client = await new MongoClient(environment.MONGODB_URI).connect();
    const old = await writeOldPlatform(client.db());
    return new AdoptedPlatform(environment, client, old);
  }

  get db(): Db {
    return this.client.db();
  }

  get mongoClient(): MongoClient {
    return this.client;
  }

  run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): CommandRun {
    return new CommandRun('adopt', args, { ...this.environment, ...environment });
  }

  async adopt(...args: string[]): Promise<Ran> {
    const run = this.run([...args, '--json']);
    const code = await run.ended();
    const report = (run.stdout === '' ? {} : JSON.parse(run.stdout)) as Ran['report'];
    return { code, stdout: run.stdout, stderr: run.stderr, report };
  }

  async all(collection: string): Promise<Stored[]> {
    return this.db.collection(collection).find({}, { promoteLongs: false }).sort({ _id: 1 }).toArray();
  }

  /** Every document, to the last bit, by collection; without what adoption and the audit log keep, and what is empty. */
  async dump(): Promise<Record<string, string[]>> {
    const names = (await this.db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
    const dumped: Record<string, string[]> = {};
    for (const name of names.sort()) {
      if (['adoption', 'systems', 'auditlog', 'auditheads'].includes(name)) continue;
      const documents = await this.db.collection(name).find({}, { promoteValues: false }).sort({ _id: 1 }).toArray();
      if (documents.length === 0) continue;
      dumped[name] = documents.map((document) => mongo.BSON.EJSON.stringify(document, { relaxed: false }));
    }
    return dumped;
  }

  async indexes(): Promise<Record<string, string[]>> {
    const names = (await this.db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
    const found: Record<string, string[]> = {};
    for (const name of names.sort()) {
      found[name] = (await this.db.collection(name).indexes()).map((index) => String(index.name)).sort();
    }
    return found;
  }

  /**
   * What is not as it must be after adoption, by arithmetic of the tests' own.
   * @param moved what the platform has added to wallets since `before`, in millionths
   */
  async problems(
    before: { readonly users: readonly Stored[]; readonly stakes: readonly Stored[] } = this.old,
    moved: ReadonlyMap<string, bigint> = new Map(),
  ): Promise<string[]> {
    const entries = await this.all('transactions');
    return [
      ...walletProblems(before.users, await this.all('users'), entries, moved),
      ...stakeProblems(before.stakes, await this.all('stakes')),
    ];
  }

  async stop(): Promise<void> {
    await this.db.dropDatabase();
    await this.client.close();
  }
}

/** 9,007,199,254 USDT: beyond it a double has lost its millionths. */
const LOST = 9_007_199_254_000_000n;

/** What a stored number stands for; null for what adoption must leave. */
export function amountOf(value: unknown): bigint | null {
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  const found = typeof value === 'number' && Math.abs(value) > 1e20 ? null : microsOrNull(value);
  return typeof value === 'number' && found !== null && (found > LOST || found < -LOST) ? null : found;
}

function walletProblems(
  before: readonly Stored[],
  now: readonly Stored[],
  entries: readonly Stored[],
  moved: ReadonlyMap<string, bigint>,
): string[] {
  const problems: string[] = [];
  const users = new Map(now.map((user) => [hex(user['_id']), user]));
  const byUser = groupBy(
    entries.filter(({ distributionId }) => distributionId === undefined || distributionId === null),
    ({ userId }) => hex(userId),
  );
  for (const old of before) {
    const id = hex(old['_id']);
    const was = earningsOf(old);
    const is = earningsOf(users.get(id) ?? {});
    const amount = was === undefined ? 0n : amountOf(was);
    if (amount === null) {
      if (String(was) !== String(is)) problems.push(`wallet ${id}: ${String(is)}, must be left as ${String(was)}`);
      continue;
    }
    const expected = amount + (moved.get(id) ?? 0n);
    if (was === undefined && is === undefined) continue;
    if (!(is instanceof mongo.Decimal128)) problems.push(`wallet ${id} is no Decimal128: ${String(is)}`);
    else if (micros(is) !== expected) problems.push(`wallet ${id}: ${is.toString()}, not ${expected}`);
    const theirs = byUser.get(id) ?? [];
    const openings = theirs.filter(({ type }) => type === 'OPENING_BALANCE');
    const others = theirs.filter((entry) => !openings.includes(entry) && entry['status'] === 'Completed');
    const counted = others.flatMap((entry) => amountOf(entry['amount']) ?? []);
    if (openings.length > 1) problems.push(`user ${id} has ${openings.length} openings`);
    const opened = sum(openings.map((entry) => micros(entry['amount'])));
    const covered = sum(openings.map((entry) => micros(coversOf(entry).amount)));
    if (opened + sum(counted) - covered !== expected) problems.push(`the books of ${id} do not explain ${expected}`);
    const isNeeded = amount !== 0n || counted.length > 0;
    if (isNeeded && openings.length === 0 && !moved.has(id)) problems.push(`user ${id} has no opening`);
  }
  return problems;
}

function stakeProblems(before: readonly Stored[], now: readonly Stored[]): string[] {
  const problems: string[] = [];
  const stakes = new Map(now.map((stake) => [hex(stake['_id']), stake]));
  for (const old of before) {
    const id = hex(old['_id']);
    const stake = stakes.get(id) ?? {};
    for (const field of ['amount', 'totalEarned']) {
      const amount = amountOf(old[field]);
      const is = stake[field];
      if (amount === null && String(is) !== String(old[field])) problems.push(`${field} of ${id}: ${String(is)}`);
      if (amount === null) continue;
      if (!(is instanceof mongo.Decimal128)) problems.push(`${field} of ${id} is no Decimal128`);
      else if (micros(is) !== amount) problems.push(`${field} of ${id}: ${is.toString()}, not ${amount}`);
    }
    const earned = amountOf(old['totalEarned']) ?? 0n;
    const opening = stake['openingEarned'];
    if ((opening === undefined ? 0n : micros(opening)) !== earned) problems.push(`openingEarned of ${id}`);
    const created = old['createdAt'];
    const activated = stake['activatedAt'];
    const isRight =
      created instanceof Date ? activated instanceof Date && +activated === +created : activated === undefined;
    if (!isRight) problems.push(`activatedAt of ${id}: ${String(activated)}`);
  }
  return problems;
}

function earningsOf(user: Stored): unknown {
  return (user['wallets'] as { earnings?: unknown } | undefined)?.earnings;
}

export function coversOf(entry: Stored): { readonly count: number; readonly amount: unknown } {
  return (entry['metadata'] as { covers: { count: number; amount: unknown } }).covers;
}

/** Ids of the old records that a test looks for, as text. */
export function idsOf(records: readonly OldRecord[], find: (record: OldRecord) => boolean): string[] {
  return records
    .filter(find)
    .map(({ _id }) => (_id as Types.ObjectId).toHexString())
    .sort();
}
