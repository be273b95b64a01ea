import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { DeclareDay, PreviewDay, QueueDay, ChangeSlots, type DayRequest, type PreviewView } from '#lib/declarations';
import { moneyToNumber, parseMoney, parseRosPercentage } from '#lib/money';
import { readBooks } from '../../support/books.js';
import { aStake, aUser, usdt as stored } from '../../support/builders.js';
import { DeclarationHarness, codeOf, fieldsOf } from './declaration-harness.js';

const usdt = parseMoney;
const percent = parseRosPercentage;

const HOUR = 3_600_000;

let harness: DeclarationHarness;

beforeAll(async () => {
  harness = await DeclarationHarness.open('preview-day');
  await populate();
});
beforeEach(() => harness.clearDays());
afterAll(() => harness.close());

const preview = (request: DayRequest): Promise<PreviewView> => harness.get(PreviewDay).preview(request);

/** Many good stakes, and one of everything that can be wrong with a stake or its owner. */
async function populate(): Promise<void> {
  await harness.platform.populate({ users: 40, stakes: 700 });
  const ann = aUser();
  const broken = aUser({ wallets: { earnings: 'a lot' } });
  const ids = { missing: new Types.ObjectId() };
  await harness.platform.insert('users', [ann, broken]);
  await harness.platform.insert('stakes', [
    aStake(ann, { status: 'CANCELLED' }),
    aStake(ann, { amount: '100' }),
    aStake(ann, { amount: stored('NaN') }),
    aStake(ann, { totalEarned: stored('-1') }),
    aStake(ann, { amount: stored('0.000001') }),
    aStake(broken),
    aStake({ _id: ids.missing }),
    aStake(ann, { userId: 'nobody' }),
    aStake(ann, { userId: null }),
    aStake(ann, { activatedAt: 'yesterday' }),
  ]);
}

describe('a preview', () => {
  test('changes nothing', async () => {
    const state = async () => {
      const { users, stakes, entries, distributions, chunks, failures } = await readBooks(harness.connection);
      const declarations = await harness.connection.collection('declarations').countDocuments();
      return { users, stakes, entries, distributions, chunks, failures, declarations, audit: await harness.audit() };
    };
    const before = await state();
    await preview({ rate: percent(1), pools: { premium: usdt(10), performance: usdt(5) }, scheduledFor: '20:00' });
    expect(await state()).toEqual(before);
  });

  test('of two slots counts a stake in both, and names what cannot be paid', async () => {
    const view = await preview({
      pools: { premium: usdt(10) },
      slots: [
        { slotNumber: 1, rate: percent('0.5'), scheduledFor: '20:00' },
        { slotNumber: 2, rate: percent('0.25'), scheduledFor: '21:00' },
      ],
    });
    const unpayable = {
      count: 7,
      byReason: { INVALID_AMOUNT: 2, INVALID_TOTAL_EARNED: 1, INVALID_WALLET: 1, MISSING_USER: 1, INVALID_USER_ID: 2 },
    };
    expect(view).toMatchObject({ today: harness.day(), multiSlotEnabled: true, values: { rosPercentage: 0.75 } });
    expect(view.distributionSlots.map(({ slotNumber, ros }) => [slotNumber, ros])).toEqual([
      [1, expect.objectContaining({ stakes: 700, users: 40, unpayable })],
      [2, expect.objectContaining({ stakes: 700, users: 40, unpayable })],
    ]);
    expect(view.distributionSlots.map(({ premiumPool }) => premiumPool.total)).toEqual([0, 10]);
  });

  test('takes what is left out from the declaration', async () => {
    await harness.get(DeclareDay).declare(
      {
        date: harness.day(),
        rate: percent('0.75'),
        pools: { premium: usdt(3), performance: usdt(4) },
        description: '',
        autoDistributePools: false,
        autoDistributeRos: false,
      },
      harness.ann,
    );
    const values = { rosPercentage: 0.75, premiumPoolAmount: 3, performancePoolAmount: 4 };
    expect(await preview({})).toMatchObject({ multiSlotEnabled: false, values });
    expect((await preview({ pools: { premium: usdt(9) } })).values).toEqual({ ...values, premiumPoolAmount: 9 });
  });

  test('of nothing, with nothing declared, is refused as queueing would refuse it', async () => {
    expect(await fieldsOf(preview({}))).toHaveLength(3);
    expect(await fieldsOf(preview({ rate: percent(1), scheduledFor: 'soon' }))).toEqual(['scheduledFor']);
  });

  test('of nothing, with slots queued, shows those that wait; a request is shown as if it were queued instead', async () => {
    await harness.get(QueueDay).queue(
      {
        pools: { performance: usdt(8) },
        slots: [1, 2, 3].map((slotNumber) => ({ slotNumber, rate: percent('0.5'), scheduledFor: `2${slotNumber}:00` })),
      },
      harness.ann,
    );
    await harness.get(ChangeSlots).cancel(1, harness.ann);
    await harness.connection
      .collection('distributions')
      .updateOne({ slotNumber: 2 }, { $set: { status: 'COMPLETED' } });
    const queued = await preview({});
    expect(queued).toMatchObject({ multiSlotEnabled: true, values: { rosPercentage: 0.5, performancePoolAmount: 8 } });
    expect(queued.distributionSlots.map(({ slotNumber }) => slotNumber)).toEqual([3]);

    const asked = await preview({ rate: percent(1), scheduledFor: '20:30' });
    expect(asked.distributionSlots.map(({ slotNumber, rosPercentage }) => [slotNumber, rosPercentage])).toEqual([
      [1, 1],
    ]);
    expect(await codeOf(preview({ rate: percent(2), scheduledFor: '20:30' }))).toBe('ALREADY_QUEUED');
  });

  test('of a day whose slots have all run is empty', async () => {
    await harness.get(QueueDay).queue({ rate: percent(1), scheduledFor: '20:00' }, harness.ann);
    await harness.connection.collection('distributions').updateMany({}, { $set: { status: 'COMPLETED' } });
    expect(await preview({})).toMatchObject({ distributionSlots: [], total: 0 });
  });

  test('shows shares down to the last millionth', async () => {
    const { distributionSlots } = await preview({ pools: { premium: usdt('100'), performance: usdt('0.000001') } });
    const { premiumPool, performancePool } = distributionSlots[0]!;
    expect(premiumPool).toMatchObject({ pool: 100, total: 100 });
    expect(premiumPool.qualifiers).toBeGreaterThan(1);
    const micros = Math.round(premiumPool.share * 1e6) * premiumPool.qualifiers + premiumPool.extra;
    expect(micros).toBe(100_000_000);
    expect(performancePool).toMatchObject({ share: 0, extra: 1, total: 0.000001 });
  });
});

describe('what a preview says', () => {
  test('is what the slots then pay: caps, late activations, broken records and pools', async () => {
    await harness.startWorker();
    await harness.pause(true);
    const user = aUser();
    const now = Date.now();
    const times = [now + 1_000, now + 2_000, now + 2_001];
    await harness.platform.insert('users', [user]);
    await harness.platform.insert('stakes', [
      // Reaches its cap in the second slot, by less than that slot's payout.
      aStake(user, { totalEarned: stored('198.7') }),
      aStake(user, { totalEarned: stored('200') }),
      // Activated between the first slot and the others.
      aStake(user, { activatedAt: new Date(now + 1_500) }),
      // Activated at the very instant of the second slot.
      aStake(user, { activatedAt: new Date(now + 2_000) }),
      aStake(user, { activatedAt: new Date(now + HOUR) }),
      aStake(user, { activatedAt: null }),
      aStake(user, { activatedAt: '2026-01-01T00:00:00Z' }),
    ]);
    const request: DayRequest = {
      pools: { premium: usdt('777.777777'), performance: usdt('0.00001') },
      slots: ['1', '0.5', '0.123456'].map((rate, index) => ({
        slotNumber: index + 1,
        rate: percent(rate),
        scheduledFor: new Date(times[index]!).toISOString(),
      })),
    };
    const said = await preview(request);
    expect(said.distributionSlots.map(({ ros }) => ros.cappedStakes)).toEqual([0, 1, 0]);

    await harness.get(QueueDay).queue(request, harness.ann);
    expect(await preview({})).toEqual(said);
    await harness.pause(false);
    for (const { slotNumber, ros, total, premiumPool, performancePool } of said.distributionSlots) {
      const { status, plan, accounted, totals, totalDistributed, errors } = await harness.ended(
        `${harness.day()}/slot-${slotNumber}`,
      );
      const { activatedLater, withoutActivation } = plan!;
      // What an earlier slot completed is ACTIVE no more when the next one is planned.
      const completedBefore = ros.active - plan!.active;
      expect({ activatedLater, withoutActivation }).toEqual(ros.notDue);
      expect(accounted).toMatchObject({ capped: ros.atCap - completedBefore, nothing: ros.nothing, left: 0 });
      expect(ros.active).toBeGreaterThan(ros.stakes);
      expect(status).toBe('COMPLETED');
      expect({ stakes: totals!.ROS.count, total: moneyToNumber(totals!.ROS.total) }).toEqual({
        stakes: ros.stakes,
        total: ros.total,
      });
      expect(errors).toBe(ros.unpayable.count);
      expect(totals!.PREMIUM.count).toBe(premiumPool.share > 0 ? premiumPool.qualifiers : premiumPool.extra);
      expect(totals!.PERFORMANCE.count).toBe(
        performancePool.share > 0 ? performancePool.qualifiers : performancePool.extra,
      );
      expect(moneyToNumber(totalDistributed)).toBe(total);
    }
  });

  test('that is shown is what is queued, or nothing is', async () => {
    const request: DayRequest = { rate: percent(1), scheduledFor: '20:00' };
    const shown = (await preview(request)).distributionSlots;
    // The day is declared anew between the preview and the transaction.
    const other = { ...request, rate: percent(2) };
    const queued = harness.get(QueueDay).queue(other, harness.ann, undefined, shown);
    expect(await codeOf(queued)).toBe('PREVIEW_CHANGED');
    expect(await harness.connection.collection('declarations').countDocuments()).toBe(0);
    await harness.get(QueueDay).queue(request, harness.ann, undefined, shown);
    expect(await preview({})).toMatchObject({ distributionSlots: shown });
  });
});
