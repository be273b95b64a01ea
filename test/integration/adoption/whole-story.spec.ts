import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import { Types } from 'mongoose';
import { parseCalendarDate } from '#lib/calendar';
import { Compensation, Reconciliation } from '#lib/reconciliation';
import { micros, microsOrNull } from '../../support/exact.js';
import { writeOldPlatform, type OldPlatform, type OldRecord } from '../../support/old-platform.js';
import { Platform } from '../../support/platform.js';
import { CommandRun } from '../cli/command-run.js';

/** More of them by hand: `STORY_USERS=10000`. */
const USERS = Number(process.env['STORY_USERS'] ?? 150);
const ANN = { actor: { id: '65b000000000000000000009', email: 'ann@example.com' }, requestId: 'r-1' };
/** What the old system left unpaid, as the README of such a database tells it: due before these instants. */
const UNPAID = [
  { date: '2026-02-12', slotNumber: 1, before: '2026-02-12T14:30:00Z' },
  { date: '2026-02-13', slotNumber: 2, before: '2026-02-13T11:58:59Z' },
  { date: '2026-02-14', slotNumber: 1, before: '2026-02-14T11:56:00Z' },
];
const RANKS = ['Principal Strategist', 'Elite Capitalist', 'Wealth Architect', 'Finance Titan'];

/** Money of users and stakes by their ids, in millionths. */
interface Money {
  readonly wallets: Map<string, bigint>;
  readonly earned: Map<string, bigint>;
}

describe('the story of an adopted platform', () => {
  let platform: Platform;
  let old: OldPlatform;
  /** Worked out by the test alone: what must be there. */
  let expected: Money;
  /** `<stake> <date> <slot>` */
  let oldPayouts: ReadonlySet<string>;
  beforeEach(async () => {
    platform = await Platform.start('whole-story', { STAKE_ACTIVATED_AT_FIELD: 'createdAt' });
    old = await writeOldPlatform(platform.connection.db as mongo.Db, USERS);
    oldPayouts = new Set(
      old.transactions.map((entry) => [entry['stakeId'], entry['distributionDate'], entry['slotNumber']].join(' ')),
    );
    expected = {
      wallets: moneyOf(old.users, ({ wallets }) => (wallets as { earnings?: unknown } | undefined)?.earnings),
      earned: moneyOf(old.stakes, ({ totalEarned }) => totalEarned),
    };
  });
  afterEach(() => platform.stop());

  it('a day paid as it is, adopted, undone, adopted again, compensated, another day, proved; every balance by arithmetic', async () => {
    const [api, worker] = [platform.api(), platform.worker()];
    await Promise.all([api.ready(), worker.ready()]);
    const day = await payADay();
    await expectMoney();

    await adopt('--apply');
    await expectMoney();
    await adopt('--undo');
    await expectMoney();
    await adopt('--apply');
    await expectMoney();

    for (const { date, slotNumber, before } of UNPAID) {
      await platform.get(Compensation).request(parseCalendarDate(date), ANN);
      await ended(`${date}/slot-${slotNumber}`);
      for (const stake of due(new Date(before))) {
        if (!wasPaid(stake, date, slotNumber)) pay(stake, 1n);
      }
      await expectMoney();
    }
    for (const date of [...UNPAID.map((slot) => slot.date), day]) {
      const report = await platform.get(Reconciliation).check(parseCalendarDate(date));
      expect(report.checks.filter(({ holds }) => !holds)).toEqual([]);
      expect(report.missing.payable).toBe(0);
    }
  });

  /** Two slots, of 1 % and 0.5 %, both pools with the second. @returns its date */
  async function payADay(): Promise<string> {
    const { today } = await platform.queue([
      { ros: '1', inMs: 500 },
      { ros: '0.5', inMs: 1_000, premium: '777.777777', performance: '0.00009' },
    ]);
    await ended(`${today}/slot-1`);
    await ended(`${today}/slot-2`);
    for (const stake of due(new Date())) pay(stake, 1n);
    for (const stake of due(new Date())) pay(stake, 2n);
    share(777_777_777n, RANKS);
    share(90n, ['Associate Stakeholder', ...RANKS]);
    return today;
  }

  async function ended(key: string): Promise<void> {
    await platform.seen(`the end of ${key}`, () =>
      platform.connection
        .collection('distributions')
        .findOne({ key, attempts: { $gt: 0 }, status: 'COMPLETED', 'run.state': 'ENDED' }),
    );
  }

  async function adopt(...args: string[]): Promise<void> {
    const run = new CommandRun('adopt', [...args, '--json'], platform.environment);
    expect({ code: await run.ended(), stderr: run.stderr }).toMatchObject({ code: 0 });
  }

  /** Stakes that are due and can be paid: of somebody who exists, with an amount. */
  function due(before: Date): OldRecord[] {
    return old.stakes.filter((stake) => {
      const { createdAt, status, userId } = stake;
      const amount = microsOrNull(stake['amount']);
      return (
        status === 'ACTIVE' &&
        createdAt instanceof Date &&
        createdAt < before &&
        amount !== null &&
        amount > 0n &&
        userId instanceof Types.ObjectId &&
        expected.wallets.has(userId.toHexString())
      );
    });
  }

  /** `divisor` 1 for 1 %, 2 for a half; cut by the cap of 200 %. */
  function pay(stake: OldRecord, divisor: bigint): void {
    const amount = micros(stake['amount']);
    const earned = expected.earned.get(String(stake._id)) ?? 0n;
    const payout = [amount / (100n * divisor), amount * 2n - earned].reduce((a, b) => (a < b ? a : b));
    if (payout <= 0n) return;
    expected.earned.set(String(stake._id), earned + payout);
    credit(String(stake['userId']), payout);
  }

  function share(pool: bigint, ranks: readonly string[]): void {
    const users = old.users
      .filter(({ rank, isActive }) => ranks.includes(rank as string) && isActive !== false)
      .map(({ _id }) => String(_id))
      .sort();
    const [each, left] = [pool / BigInt(users.length), pool % BigInt(users.length)];
    for (const [index, id] of users.entries()) {
      const amount = each + (BigInt(index) < left ? 1n : 0n);
      // Whose wallet is no amount is not paid, and nobody else gets it.
      if (expected.wallets.has(id)) credit(id, amount);
    }
  }

  function credit(userId: string, amount: bigint): void {
    expected.wallets.set(userId, (expected.wallets.get(userId) ?? 0n) + amount);
  }

  function wasPaid(stake: OldRecord, date: string, slotNumber: number): boolean {
    const history = (stake['dailyReturnsHistory'] ?? []) as Record<string, unknown>[];
    return (
      history.some((line) => line['date'] === date && line['slotNumber'] === slotNumber) ||
      oldPayouts.has(`${String(stake._id)} ${date} ${slotNumber}`)
    );
  }

  async function expectMoney(): Promise<void> {
    const users = (await platform.connection.collection('users').find().toArray()) as OldRecord[];
    const stakes = (await platform.connection.collection('stakes').find().toArray()) as OldRecord[];
    const found = {
      wallets: moneyOf(users, ({ wallets }) => (wallets as { earnings?: unknown } | undefined)?.earnings),
      earned: moneyOf(stakes, ({ totalEarned }) => totalEarned),
    };
    expect(differences(found.wallets, expected.wallets)).toEqual([]);
    expect(differences(found.earned, expected.earned)).toEqual([]);
  }
});

function moneyOf(records: readonly OldRecord[], of: (record: OldRecord) => unknown): Map<string, bigint> {
  const money = new Map<string, bigint>();
  for (const record of records) {
    const amount = microsOrNull(of(record));
    if (amount !== null) money.set(String(record._id), amount);
  }
  return money;
}

function differences(found: ReadonlyMap<string, bigint>, expected: ReadonlyMap<string, bigint>): string[] {
  return [...new Set([...found.keys(), ...expected.keys()])]
    .filter((id) => found.get(id) !== expected.get(id))
    .map((id) => `${id}: ${found.get(id)}, not ${expected.get(id)}`);
}
