import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Decimal128, type ObjectId } from 'mongodb';
import { join } from 'node:path';
import { hex } from '../../support/books.js';
import { isStopped } from '../../support/process-family.js';
import { until } from '../../support/until.js';
import type { CommandRun } from '../cli/command-run.js';
import { AdoptedPlatform } from './adopted-platform.js';

const FREEZE = { NODE_OPTIONS: `--import ${join(process.cwd(), 'test/support/crash-at.mjs')}` };

describe('what the platform moves between the reading and the writing of a batch', () => {
  let platform: AdoptedPlatform;
  beforeEach(async () => {
    platform = await AdoptedPlatform.start('adopt-moved');
  });
  afterEach(async () => {
    await platform.stop();
  });

  async function standing(at: string): Promise<CommandRun> {
    const run = platform.run(['--apply', '--batch', '1000'], { ...FREEZE, FREEZE_AT: at });
    await run.says('frozen at');
    await until('it to stand still', () => isStopped(run.pid));
    return run;
  }

  async function goOn(run: CommandRun): Promise<void> {
    await run.signal('SIGCONT');
    expect({ code: await run.ended(), stderr: run.stderr }).toMatchObject({ code: 0 });
  }

  async function withdraw(userId: ObjectId): Promise<void> {
    await platform.mongoClient.withSession((session) =>
      session.withTransaction(async () => {
        const amount = -0.5;
        await platform.db
          .collection('users')
          .updateOne({ _id: userId }, { $inc: { 'wallets.earnings': amount } }, { session });
        const entry = { userId, type: 'WITHDRAWAL', amount, status: 'Completed', createdAt: new Date() };
        await platform.db.collection('transactions').insertOne(entry, { session });
      }),
    );
  }

  it.each([
    ['becomes a Decimal128', undefined],
    ['is a Decimal128', Decimal128.fromString('41.25')],
  ])('of a wallet that %s: it counts once', async (_, earnings) => {
    const at = platform.old.users.findIndex(({ email }) => email === 'user7@example.com');
    const old = platform.old.users[at]!;
    const user = earnings === undefined ? old : { ...old, wallets: { earnings } };
    await platform.db
      .collection('users')
      .updateOne({ _id: old._id as ObjectId }, { $set: { wallets: user['wallets'] } });
    const run = await standing('adoption.users-read');
    await withdraw(old._id as ObjectId);
    await goOn(run);
    const before = { users: platform.old.users.with(at, user), stakes: platform.old.stakes };
    expect(await platform.problems(before, new Map([[hex(old._id), -500_000n]]))).toEqual([]);
  });

  it('of what a stake has earned, and of a stake that is cancelled', async () => {
    const { stakeId } = platform.old.owner;
    const run = await standing('adoption.stakes-read');
    await platform.db
      .collection('stakes')
      .updateOne({ _id: stakeId }, { $inc: { totalEarned: 1.5 }, $set: { status: 'CANCELLED' } });
    await goOn(run);
    const before = platform.old.stakes.map((stake) =>
      hex(stake._id) === hex(stakeId) ? { ...stake, totalEarned: 13.5 } : stake,
    );
    expect(await platform.problems({ users: platform.old.users, stakes: before })).toEqual([]);
    expect(await platform.db.collection('stakes').findOne({ _id: stakeId })).toMatchObject({ status: 'CANCELLED' });
  });
});
