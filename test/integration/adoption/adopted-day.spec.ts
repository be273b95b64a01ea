import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Types } from 'mongoose';
import { generate } from 'otplib';
import { AdoptionState } from '#lib/adoption-state';
import { TwoFactor } from '#lib/auth';
import { AppConfig } from '#lib/config';
import { hex } from '../../support/books.js';
import { micros, microsOrNull } from '../../support/exact.js';
import { writeOldPlatform, type OldPlatform } from '../../support/old-platform.js';
import { Platform } from '../../support/platform.js';
import { CommandRun } from '../cli/command-run.js';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

describe('a day after adoption', () => {
  let platform: Platform;
  let old: OldPlatform;
  beforeEach(async () => {
    platform = await Platform.start('adopted-day', { CHUNK_SIZE: '40' });
    old = await writeOldPlatform(platform.connection.db!);
  });
  afterEach(async () => {
    await platform.stop();
  });

  async function adopt(...args: string[]): Promise<Record<string, unknown>> {
    const run = new CommandRun('adopt', [...args, '--json'], platform.environment);
    expect({ code: await run.ended(), stderr: run.stderr }).toMatchObject({ code: 0 });
    return JSON.parse(run.stdout) as Record<string, unknown>;
  }

  async function payADay(): Promise<void> {
    platform.worker();
    await platform.queueNow('1');
    await paid();
  }

  /** Of the slots, that of today; those of the old system are there as well. */
  async function paid(): Promise<void> {
    const slots = platform.connection.collection('distributions');
    await platform.seen('the day COMPLETED', () =>
      slots.findOne({ legacy: { $exists: false }, status: 'COMPLETED', 'run.state': 'ENDED' }),
    );
  }

  const userNow = (id: unknown) => platform.connection.collection('users').findOne({ _id: id as Types.ObjectId });

  it('pays everybody from activatedAt on, and the proof holds to the last millionth', async () => {
    await adopt('--apply', '--batch', '50');
    await payADay();
    const problems = await platform.problems();
    expect(problems.filter((problem) => problem.includes('reconciliation I'))).toEqual([]);
    const owner = await userNow(old.owner.userId);
    expect(micros((owner?.['wallets'] as { earnings: unknown }).earnings)).toBe(373_323_000_000n);
    const stake = await platform.connection.collection('stakes').findOne({ _id: old.owner.stakeId });
    expect([micros(stake?.['totalEarned']), micros(stake?.['openingEarned'])]).toEqual([13_000_000n, 12_000_000n]);

    // A withdrawal by a service that knows nothing of Decimal128.
    await platform.connection
      .collection('users')
      .updateOne({ _id: old.owner.userId }, { $inc: { 'wallets.earnings': -0.3 } });
    const entry = { userId: old.owner.userId, type: 'WITHDRAWAL', amount: -0.3, status: 'Completed' };
    await platform.connection.collection('transactions').insertOne({ ...entry, createdAt: new Date() });
    expect((await platform.problems()).filter((problem) => problem.includes('reconciliation I'))).toEqual([]);

    const undone = await adopt('--undo');
    const left = new Set((undone['left'] as { id: string }[]).map(({ id }) => id));
    const entries = await platform.connection.collection('transactions').find({ type: 'ROI_EARNED' }).toArray();
    const paid = entries.filter(({ distributionId }) => distributionId instanceof Types.ObjectId);
    for (const { userId, stakeId } of paid)
      expect([left.has(hex(userId)), left.has(hex(stakeId))]).toEqual([true, true]);
    expect(undone['leftTotal']).toBe(new Set(paid.flatMap(({ userId, stakeId }) => [hex(userId), hex(stakeId)])).size);
  });

  it('whoever was paid before it has an opening without that', async () => {
    const before = new Map(
      old.users.map((user) => [hex(user._id), microsOrNull((user['wallets'] as { earnings: unknown }).earnings)]),
    );
    await platform.connection
      .collection('stakes')
      .updateMany({ createdAt: { $type: 'date' } }, [{ $set: { activatedAt: '$createdAt' } }]);
    await payADay();
    expect((await adopt('--apply'))['proof']).toMatchObject({ holds: true });
    const openings = await platform.connection.collection('transactions').find({ type: 'OPENING_BALANCE' }).toArray();
    expect(openings.length).toBeGreaterThan(150);
    for (const { userId, amount } of openings) expect(micros(amount)).toBe(before.get(hex(userId)));
  });

  it('while a day is being paid: whoever is first, the books hold, and everybody is paid once', async () => {
    const environment = { STAKE_ACTIVATED_AT_FIELD: 'createdAt', CHUNK_SIZE: '5' };
    platform.worker({ environment });
    await platform.queueNow('1');
    await platform.seen('the first payments', async () => {
      return platform.connection.collection('distributionchunks').findOne({ status: 'PAID' });
    });
    const run = new CommandRun('adopt', ['--apply', '--batch', '5', '--json'], {
      ...platform.environment,
      ...environment,
    });
    expect(await run.ended()).toBe(0);
    await paid();
    const problems = await platform.problems();
    expect(problems.filter((problem) => problem.includes('reconciliation I'))).toEqual([]);
    const owner = await userNow(old.owner.userId);
    expect(micros((owner?.['wallets'] as { earnings: unknown }).earnings)).toBe(373_323_000_000n);
    const wallets = await platform.connection
      .collection('users')
      .find({ 'wallets.earnings': { $type: 'double' } })
      .toArray();
    expect(wallets).toEqual([]);
  });

  it("an admin's authenticator goes on working, and the state is told", async () => {
    const admin = old.users[0]!._id as Types.ObjectId;
    const state = new AdoptionState(platform.connection, platform.get(AppConfig));
    expect((await state.outlook()).mendable).toMatchObject({ earnings: old.stakes.length });
    await adopt('--apply');
    const now = new Date();
    const code = await generate({ secret: SECRET, epoch: Math.floor(now.getTime() / 1_000) });
    await expect(platform.get(TwoFactor).check(admin, code, now)).resolves.toBeDefined();
    const credential = await platform.connection.collection('credentials').findOne({ userId: admin });
    expect(credential).not.toHaveProperty('passwordHash');
    expect(JSON.stringify(credential)).not.toContain(SECRET);
    expect(await state.record()).toMatchObject({ undoneAt: null, changed: { secrets: 1 } });
    await adopt('--undo');
    expect(await platform.connection.collection('credentials').countDocuments({})).toBe(0);
  });
});
