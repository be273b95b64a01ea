import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Types } from 'mongoose';
import { AdoptedPlatform, amountOf, coversOf, idsOf } from './adopted-platform.js';

interface OddRecord {
  readonly collection: string;
  readonly id: string;
  readonly reason: string;
}

describe('npm run adopt', () => {
  let platform: AdoptedPlatform;
  beforeEach(async () => {
    platform = await AdoptedPlatform.start('adopt');
  });
  afterEach(async () => {
    await platform.stop();
  });

  it('plans: says what there is and what it would do, and writes nothing, not even an index', async () => {
    const before = [await platform.dump(), await platform.indexes()];
    const { code, report } = await platform.adopt();
    expect(code).toBe(0);
    expect([await platform.dump(), await platform.indexes()]).toEqual(before);
    const { users, stakes, transactions } = platform.old;
    const wallets = users.filter((user) => amountOf((user['wallets'] as { earnings: unknown }).earnings) !== null);
    expect(report['plan']).toMatchObject({
      found: {
        users: users.length,
        admins: 1,
        stakes: { ACTIVE: stakes.filter(({ status }) => status === 'ACTIVE').length },
        transactions: {
          DEPOSIT: { count: 150 },
          WITHDRAWAL: { count: transactions.filter(({ type }) => type === 'WITHDRAWAL').length },
        },
      },
      convert: {
        wallets: wallets.length,
        amounts: stakes.filter(({ amount }) => amountOf(amount) !== null).length,
        earnings: stakes.length,
      },
      activation: { field: 'activatedAt', source: 'createdAt' },
      takenOver: { totpSecrets: 1, passwordHashes: 1 },
      walletMovements: { meaning: 'foreign' },
    });
  });

  it('is in the audit log, with what it changed; where nothing was left to do it is not', async () => {
    await platform.adopt('--apply');
    await platform.adopt('--apply');
    await platform.adopt('--undo');
    const records = await platform.all('auditlog');
    expect(records.map(({ action, actor }) => [action, actor])).toEqual([
      ['adoption.apply', { system: 'npm run adopt' }],
      ['adoption.undo', { system: 'npm run adopt' }],
    ]);
    expect(records[0]?.['after']).toMatchObject({ walletMovements: 'foreign', secrets: 1 });
  });

  it('names every odd record with its id and the reason', async () => {
    const { report } = await platform.adopt();
    const { odd } = report['plan'] as unknown as {
      odd: { total: number; byReason: { reason: string; count: number }[]; records: OddRecord[] };
    };
    const of = (reason: string) =>
      odd.records
        .filter((record) => record.reason === reason)
        .map(({ id }) => id)
        .sort();
    const { users, stakes, transactions } = platform.old;
    expect(of('WALLET_NO_AMOUNT')).toEqual(idsOf(users, ({ username }) => username === 'text'));
    expect(of('EMAIL_MISSING')).toEqual(idsOf(users, ({ email }) => email === undefined));
    expect(of('EMAIL_NOT_UNIQUE')).toEqual(idsOf(users, ({ email }) => /^owner@/i.test(String(email))));
    expect(of('AMOUNT_NO_AMOUNT')).toEqual(idsOf(stakes, ({ amount }) => amountOf(amount) === null));
    expect(of('AMOUNT_NOT_ABOVE_ZERO')).toEqual(idsOf(stakes, ({ amount }) => amount === -5));
    expect(of('OWNER_NO_ID')).toEqual(idsOf(stakes, ({ userId }) => typeof userId === 'string'));
    expect(of('OWNER_MISSING')).toHaveLength(9);
    expect(of('ACTIVATION_NO_DATE')).toEqual(idsOf(stakes, ({ createdAt }) => !(createdAt instanceof Date)));
    expect(of('ENTRY_NO_AMOUNT')).toEqual(idsOf(transactions, ({ amount }) => amountOf(amount) === null));
    expect(of('ENTRY_DISTRIBUTION_ID')).toEqual(
      idsOf(transactions, ({ distributionId }) => distributionId !== undefined),
    );
    expect(of('ENTRY_TWICE')).toHaveLength(1);
    expect(of('ENTRY_OWNER_MISSING')).toHaveLength(1);
    expect(odd.total).toBe(odd.byReason.reduce((total, { count }) => total + count, 0));
    expect(odd.total).toBe(odd.records.length);
  });

  it('finds a history of a thousand returns, a rank that is none, ids that are none, and a secret of no use', async () => {
    const history = Array.from({ length: 1_000 }, (_, index) => ({ date: '2026-01-01', amount: index }));
    await platform.db.collection('stakes').updateOne(
      { _id: platform.old.owner.stakeId },
      {
        $set: { dailyReturnsHistory: history },
      },
    );
    const users = platform.db.collection<{ _id: unknown }>('users');
    await users.insertMany([
      { _id: 'ann', email: 'ann@example.com' },
      { _id: new Types.ObjectId(), email: 'b@example.com', rank: 'King', role: 'admin', twoFAEnabled: true },
    ] as never[]);
    const { report } = await platform.adopt();
    const { records } = (report['plan'] as unknown as { odd: { records: OddRecord[] } }).odd;
    const reasons = records.map(({ reason }) => reason);
    expect(reasons).toEqual(expect.arrayContaining(['HISTORY_LONG', 'RANK_UNKNOWN', 'USER_ID', 'SECRET_UNUSABLE']));
    expect((await platform.adopt('--apply', '--batch', '20')).code).toBe(0);
  });

  it('applies exactly, is done when it is run again, and is undone to the last bit', async () => {
    const before = await platform.dump();
    const applied = await platform.adopt('--apply', '--batch', '20');
    expect(applied).toMatchObject({ code: 0, report: { proof: { holds: true, balances: { differencesTotal: 0 } } } });
    expect(await platform.problems()).toEqual([]);
    const owner = platform.old.owner.userId;
    const opening = await platform.db.collection('transactions').findOne({ userId: owner, type: 'OPENING_BALANCE' });
    expect(opening).toMatchObject({ subjectId: owner, distributionId: null, status: 'Completed' });
    expect(String(opening?.['amount'])).toBe('373322');
    expect(coversOf(opening ?? {}).count).toBe(6);
    expect(await platform.db.collection('adoption').findOne({ _id: 'state' as never })).toMatchObject({
      undoneAt: null,
      walletMovements: 'foreign',
      left: { wallets: 0, amounts: 0, earnings: 0, activations: 0 },
    });

    const after = await platform.dump();
    const again = await platform.adopt('--apply', '--batch', '30');
    expect(again.report['changed']).toEqual({ wallets: 0, openings: 0, stakes: 0, secrets: 0, batches: 0 });
    expect(again.code).toBe(0);
    expect(await platform.dump()).toEqual(after);

    const undone = await platform.adopt('--undo');
    expect(undone).toMatchObject({ code: 0, report: { leftTotal: 0 } });
    expect(await platform.dump()).toEqual(before);
    expect((await platform.adopt('--undo')).report['returned']).toMatchObject({ batches: 0 });

    expect((await platform.adopt('--apply')).code).toBe(0);
    expect(await platform.problems()).toEqual([]);
    expect((await platform.adopt('--undo')).code).toBe(0);
    expect(await platform.dump()).toEqual(before);
  });

  it('leaves what has moved since when it is undone, and names it', async () => {
    await platform.adopt('--apply');
    const { userId, stakeId } = platform.old.owner;
    await platform.db.collection('users').updateOne({ _id: userId }, { $inc: { 'wallets.earnings': -5.25 } });
    await platform.db.collection('stakes').updateOne({ _id: stakeId }, { $inc: { totalEarned: 1 } });
    const { code, report } = await platform.adopt('--undo');
    expect(code).toBe(0);
    expect(report['leftTotal']).toBe(2);
    const left = report['left'] as unknown as { id: string }[];
    expect(left.map(({ id }) => id).sort()).toEqual([String(userId), String(stakeId)].sort());
    const owner = await platform.db.collection('users').findOne({ _id: userId });
    expect(String((owner?.['wallets'] as { earnings: unknown }).earnings)).toMatch(/^373316\.75/);
    const stake = await platform.db.collection('stakes').findOne({ _id: stakeId });
    expect([stake?.['amount'], String(stake?.['totalEarned']), String(stake?.['openingEarned'])]).toEqual([
      100,
      '13',
      '12',
    ]);
    expect(stake?.['activatedAt']).toBeUndefined();
    expect(await platform.db.collection('transactions').countDocuments({ type: 'OPENING_BALANCE' })).toBe(1);
    // A wallet that others move without an entry is theirs; what a stake has earned without one is not.
    expect(await platform.adopt('--apply')).toMatchObject({
      code: 1,
      report: {
        proof: {
          holds: false,
          balances: { differences: [{ ids: { stakeId: String(stakeId) }, expected: '12', actual: '13' }] },
          others: { basis: 'foreign', unexplained: { items: [{ ids: { userId: String(userId) } }] } },
        },
      },
    });
  });

  it('takes the names of fields from a mapping, and refuses one that it does not know', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'adopt-'));
    try {
      const file = join(folder, 'names.json');
      await writeFile(file, JSON.stringify({ stakes: { activatedAt: 'updatedAt' } }));
      const { report } = await platform.adopt('--config', file);
      expect(report['plan']).toMatchObject({ activation: { source: 'updatedAt', set: 150 } });
      await writeFile(file, JSON.stringify({ stakes: { activeSince: 'updatedAt' } }));
      const wrong = await platform.adopt('--apply', '--config', file);
      expect(wrong.code).toBe(1);
      expect(wrong.stderr).toContain('stakes.activeSince is not known; known are activatedAt');
      expect((await platform.adopt('--config', join(folder, 'none.json'))).code).toBe(2);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says in tables what a person can sign', async () => {
    const run = platform.run(['--apply']);
    expect(await run.ended()).toBe(0);
    for (const words of ['wallets to Decimal128', 'odd records', 'left as it is', 'Proved']) {
      expect(run.stdout).toContain(words);
    }
    const both = platform.run(['--apply', '--undo']);
    expect(await both.ended()).toBe(2);
  });
});
