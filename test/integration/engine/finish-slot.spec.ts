import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Types } from 'mongoose';
import { FIRST_ID, LAST_ID } from '#lib/database';
import { PayChunk, SlotRunner } from '#lib/engine';
import { LedgerTotals } from '#lib/ledger';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import type { Slot } from '#lib/slots';
import { FinishSlot } from '../../../libs/engine/src/finish-slot.js';
import { PlanSlot } from '../../../libs/engine/src/plan-slot.js';
import type { ChunkBook } from '../../support/books.js';
import { usdt } from '../../support/builders.js';
import { micros, sum } from '../../support/exact.js';
import { Platform } from '../../support/platform.js';

describe('finishing a slot', () => {
  let platform: Platform;
  let slot: Slot;
  let chunks: readonly ChunkBook[];
  beforeEach(async () => {
    platform = await Platform.start('finish-slot');
    await platform.populate({ users: 15, stakes: 30 });
    await platform.queueNow('1');
    slot = await platform.get(PlanSlot).plan((await platform.get(ClaimSlot).claimNext('test'))!);
    chunks = (await platform.books()).chunks;
    expect(chunks.length).toBeGreaterThan(2);
  });
  afterEach(() => platform.stop());

  const pay = (some: readonly ChunkBook[]) => Promise.all(some.map(({ _id }) => platform.get(PayChunk).pay(_id)));
  const finish = () => platform.get(FinishSlot).finish(slot, platform.orderOf(slot));

  it('with every chunk paid is COMPLETED', async () => {
    await pay(chunks);
    await finish();
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 30, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });

  it('adds up chunks beyond the places of any number that were dropped', async () => {
    await pay(chunks);
    const last = { _id: chunks.at(-1)!._id };
    await platform.connection.collection('distributionchunks').updateOne(last, { $set: { index: 9_000 } });
    await finish();
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 30 });
  });

  it('with one chunk open is FAILED, says so, and a retry pays the rest', async () => {
    await pay(chunks.slice(1));
    await finish();
    expect(await platform.slot(1)).toMatchObject({ status: 'FAILED', reason: 'CHUNKS_FAILED' });
    expect(await platform.problems()).toEqual([]);

    await platform.retry(1);
    platform.worker();
    await platform.completed();
    expect(await platform.slot(1)).toMatchObject({ processedStakes: 30, reason: null, error: null });
    expect(await platform.problems()).toEqual([]);
  });

  it('with an entry in the ledger that no chunk knows is FAILED, never COMPLETED', async () => {
    await pay(chunks);
    const subjectId = new Types.ObjectId();
    await platform.connection
      .collection('transactions')
      .insertOne({ userId: subjectId, subjectId, type: 'ROI_EARNED', amount: usdt('1'), distributionId: slot._id });
    await finish();
    expect(await platform.slot(1)).toMatchObject({ status: 'FAILED', reason: 'LEDGER_MISMATCH' });
  });

  it('with a chunk that says PAID and has paid nobody is FAILED, never COMPLETED', async () => {
    await pay(chunks.slice(1));
    await platform.connection
      .collection('distributionchunks')
      .updateOne({ _id: chunks[0]!._id }, { $set: { status: 'PAID', paid: 10, total: usdt('10') } });
    await finish();
    expect(await platform.slot(1)).toMatchObject({ status: 'FAILED', reason: 'LEDGER_MISMATCH' });
  });

  it('with an entry that differs by a millionth is FAILED, never COMPLETED', async () => {
    await pay(chunks);
    const entries = platform.connection.collection('transactions');
    await entries.updateOne({}, { $inc: { amount: usdt('0.000001') } });
    await finish();
    expect(await platform.slot(1)).toMatchObject({ status: 'FAILED', reason: 'LEDGER_MISMATCH' });
  });

  it('while the last chunk is being paid: one of the two is first, and the books say which', async () => {
    await pay(chunks.slice(1));

    await Promise.all([pay(chunks.slice(0, 1)), finish()]);

    const { status, processedStakes } = await platform.slot(1);
    const [last] = (await platform.books()).chunks.filter(({ _id }) => _id.equals(chunks[0]!._id));
    expect([status, last!.status]).toEqual(processedStakes === 30 ? ['COMPLETED', 'PAID'] : ['FAILED', 'FAILED']);
    expect(await platform.problems()).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'a chunk that is gone',
      () => platform.connection.collection('distributionchunks').deleteOne({ _id: chunks[0]!._id }),
    ],
    [
      'a chunk that says PAID, has paid nobody and found nobody',
      () =>
        platform.connection
          .collection('distributionchunks')
          .updateOne({ _id: chunks[0]!._id }, { $set: { status: 'PAID' } }),
    ],
  ])('with %s is FAILED: the plan knew of more stakes', async (_, damage) => {
    await pay(chunks.slice(1));
    await damage();
    await finish();
    expect(await platform.slot(1)).toMatchObject({ status: 'FAILED', reason: 'PLAN_MISMATCH' });
  });

  it('adds the ledger up to the same, wherever it is cut', async () => {
    await pay(chunks);
    const { entries, users } = await platform.books();
    const ids = users.map(({ _id }) => _id).sort((a, b) => (a.toHexString() < b.toHexString() ? -1 : 1));
    const ledger = platform.get(LedgerTotals);
    for (const cuts of [[], ids, ids.slice(4, 5), [FIRST_ID, LAST_ID]]) {
      let told = 0;
      const slices = { cuts: () => Readable.from(cuts), onSlice: () => (told += 1) };
      const [total, ...others] = await ledger.ofDistribution(slot._id, slices);
      expect([total?.count, total?.total, others]).toEqual([30, sum(entries.map(({ amount }) => micros(amount))), []]);
      expect(told).toBe(cuts.length + 1);
      expect(await ledger.usersPaid(slot._id, slices)).toBe(new Set(entries.map(({ userId }) => String(userId))).size);
    }
  });

  it('says what became of every ACTIVE stake', async () => {
    await pay(chunks);
    await finish();
    const { plan, accounted } = await platform.slot(1);
    expect(plan).toMatchObject({ active: 30, stakes: 30, activatedLater: 0, withoutActivation: 0 });
    expect(accounted).toEqual({ paid: 30, capped: 0, nothing: 0, failed: 0, left: 0, joined: 0 });
  });
});

describe('a finish that takes far longer than the lease', () => {
  it.each([600, 5_000])('by %d ms is one attempt, and ends the slot', async (slowMs) => {
    const platform = await Platform.start('slow-finish', { LEASE_MS: '1000' });
    try {
      await platform.populate({ users: 30, stakes: 60 });
      const ledger = platform.get(LedgerTotals);
      const sum = ledger.ofDistribution.bind(ledger);
      jest.spyOn(ledger, 'ofDistribution').mockImplementation(async (id, slices) => {
        await pause(slowMs);
        return sum(id, slices);
      });
      await platform.queueNow('1');
      await platform.get(SlotRunner).runDue();
      const { executionTimeMs, ...slot } = (await platform.slot(1)) as unknown as Record<string, unknown>;
      expect(slot).toMatchObject({ status: 'COMPLETED', attempts: 1, processedStakes: 60 });
      expect(Number(executionTimeMs)).toBeGreaterThanOrEqual(slowMs);
      expect(await platform.problems()).toEqual([]);
    } finally {
      await platform.stop();
    }
  });
});
