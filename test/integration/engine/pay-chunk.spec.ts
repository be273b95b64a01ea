import { jest } from '@jest/globals';
import { Types } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { runInTransaction } from '#lib/database';
import { PayChunk } from '#lib/engine';
import { Ledger, type Payout, type Posting } from '#lib/ledger';
import { ZERO, moneyFromMicros } from '#lib/money';
import { AddedChunks } from '#lib/slots';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import type { Slot } from '#lib/slots';
import { PlanSlot } from '../../../libs/engine/src/plan-slot.js';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../../support/builders.js';
import { micros } from '../../support/exact.js';
import { Platform } from '../../support/platform.js';

const STAKES = 5;

describe('a chunk', () => {
  let platform: Platform;
  let owner: UserRecord;
  let stakes: readonly StakeRecord[];
  let slot: Slot;
  let chunkId: Types.ObjectId;
  beforeEach(async () => {
    platform = await Platform.start('pay-chunk');
    owner = aUser();
    stakes = Array.from({ length: STAKES }, () => aStake(owner));
    await platform.insert('users', [owner]);
    await platform.insert('stakes', stakes);
    await platform.queueNow('1');
    slot = (await platform.get(ClaimSlot).claimNext('test'))!;
    await platform.get(PlanSlot).plan(slot);
    chunkId = (await platform.books()).chunks[0]!._id;
  });
  afterEach(() => platform.stop());

  const pay = (id = chunkId) => platform.get(PayChunk).pay(id);

  /** Entries, wallet in millionths, stakes' earnings together, and the chunk. */
  const state = async () => {
    const { entries, users, stakes: now, chunks } = await platform.books();
    return {
      entries: entries.length,
      wallet: micros(users[0]!.wallets!.earnings),
      earned: now.reduce((sum, { totalEarned }) => sum + micros(totalEarned), 0n),
      chunk: chunks.find(({ _id }) => _id.equals(chunkId))!,
    };
  };
  const PAID = { entries: STAKES, wallet: 5_000_000n, earned: 5_000_000n };
  const NOTHING = { entries: 0, wallet: 0n, earned: 0n };

  it('that two pay at the same time is paid by one of them', async () => {
    const outcomes = await Promise.all([pay(), pay()]);

    expect(outcomes.sort()).toEqual(['not-open', 'paid']);
    expect(await state()).toMatchObject({ ...PAID, chunk: { status: 'PAID', paid: STAKES } });
  });

  it('that was paid is not paid again, however often it is asked for', async () => {
    await pay();
    expect(await pay()).toBe('not-open');
    expect(await pay()).toBe('not-open');
    expect(await state()).toMatchObject({ ...PAID, chunk: { status: 'PAID', paid: STAKES } });
  });

  it('of which one stake has an entry already is rolled back as a whole: the ledger’s index refuses it', async () => {
    await platform.connection.collection('transactions').insertOne({
      userId: owner._id,
      stakeId: stakes[3]!._id,
      type: 'ROI_EARNED',
      amount: usdt('1'),
      distributionId: slot._id,
      subjectId: stakes[3]!._id,
    });

    await expect(pay()).rejects.toMatchObject({ code: 11_000 });

    const after = await state();
    expect(after).toMatchObject({ ...NOTHING, entries: 1, chunk: { status: 'OPEN', attempts: 1 } });
    expect(after.chunk.lastError).toMatch('E11000');
  });

  it('of which the server credits one wallet less than asked is rolled back as a whole', async () => {
    await platform.connection.collection('users').deleteOne({ _id: owner._id });
    const saysAll = jest.spyOn(platform.get(Accounts), 'wallets');
    saysAll.mockResolvedValue(new Map([[owner._id.toHexString(), { kind: 'decimal', standsFor: ZERO }]]));

    await expect(pay()).rejects.toMatchObject({ code: 'LEDGER_COUNT_MISMATCH' });

    const { entries, stakes: now, chunks } = await platform.books();
    expect(entries).toEqual([]);
    expect(now.map(({ totalEarned }) => micros(totalEarned))).toEqual(Array(STAKES).fill(0n));
    expect(chunks[0]).toMatchObject({
      status: 'OPEN',
      attempts: 1,
      lastError: 'wallets credited: 0 of 1; rolled back',
    });
  });

  it('and a second chance for the same stakes, at the same time, pay each of them once', async () => {
    await runInTransaction(platform.connection, (session) =>
      platform.get(AddedChunks).add(
        session,
        slot,
        'ROS',
        stakes.map(({ _id }) => ({ subjectId: _id, amount: null })),
      ),
    );
    const { chunks } = await platform.books();

    const tries = await Promise.allSettled(chunks.map(({ _id }) => pay(_id)));
    // The one that came too late was refused by the index; it tries again and finds everybody paid.
    for (const { _id } of chunks) await pay(_id);

    expect(tries.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await state()).toMatchObject(PAID);
    const paid = (await platform.books()).chunks.map(({ status, paid: count }) => [status, count]);
    expect(paid.sort()).toEqual([
      ['PAID', 0],
      ['PAID', STAKES],
    ]);
  });
});

describe('the ledger', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start('ledger');
  });
  afterAll(() => platform.stop());

  const post = (payout: Payout): Promise<unknown> => {
    const posting: Posting = {
      distributionId: new Types.ObjectId(),
      type: 'ROI_EARNED',
      date: '2026-01-01',
      slotNumber: 1,
      description: 'test',
      at: new Date(),
      order: Date.now(),
    };
    return runInTransaction(platform.connection, (session) => platform.get(Ledger).post(session, posting, [payout]));
  };
  const amount = moneyFromMicros(1n);
  const nothing = { kind: 'decimal', standsFor: ZERO } as const;

  it('writes nothing for a user who is not there', async () => {
    const payout = { userId: new Types.ObjectId(), amount, wallet: nothing };
    await expect(post(payout)).rejects.toMatchObject({ code: 'LEDGER_COUNT_MISMATCH' });
    expect((await platform.books()).entries).toEqual([]);
  });

  it('writes nothing for a stake that is not there', async () => {
    const owner = aUser();
    await platform.insert('users', [owner]);

    const stake = { id: new Types.ObjectId(), reachesCap: false, earned: nothing };
    const payout = { userId: owner._id, amount, wallet: nothing, stake };
    await expect(post(payout)).rejects.toMatchObject({ code: 'LEDGER_COUNT_MISMATCH' });

    expect(await platform.problems()).toEqual([]);
    expect((await platform.books()).entries).toEqual([]);
  });
});

describe('a stake whose owner changes while the slot runs', () => {
  it('is paid once, to whom it belonged when its first chunk was paid', async () => {
    const platform = await Platform.start('moved-stake', { CHUNK_SIZE: '1' });
    try {
      const [first, second] = [aUser(), aUser()];
      const moving = aStake(first);
      await platform.insert('users', [first, second]);
      await platform.insert('stakes', [moving, aStake(second)]);
      await platform.queueNow('1');
      const slot = (await platform.get(ClaimSlot).claimNext('test'))!;
      await platform.get(PlanSlot).plan(slot);
      const [one, two] = (await platform.books()).chunks;
      await platform.get(PayChunk).pay(one!._id);
      await platform.connection.collection('stakes').updateOne({ _id: moving._id }, { $set: { userId: second._id } });
      await platform.get(PayChunk).pay(two!._id);

      const { entries } = await platform.books();
      expect(entries.filter(({ stakeId }) => stakeId?.equals(moving._id))).toHaveLength(1);
      expect(entries).toHaveLength(2);
    } finally {
      await platform.stop();
    }
  });
});
