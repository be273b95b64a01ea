import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DeclarationReader,
  DeclareDay,
  DistributeNow,
  QueueDay,
  ChangeSlots,
  type DayView,
  type SlotRequest,
} from '#lib/declarations';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { until } from '../../support/until.js';
import { DeclarationHarness, codeOf, fieldsOf } from './declaration-harness.js';

const usdt = parseMoney;
const percent = parseRosPercentage;

let harness: DeclarationHarness;

beforeAll(async () => {
  harness = await DeclarationHarness.open('today-slots');
});
beforeEach(() => harness.clearDays());
afterAll(() => harness.close());

const change = (...args: Parameters<ChangeSlots['change']>) => harness.get(ChangeSlots).change(...args);
const cancel = (...args: Parameters<ChangeSlots['cancel']>) => harness.get(ChangeSlots).cancel(...args);

/** Three slots of 0.5 % at 20, 21 and 22 o'clock; premium 10 and performance 20 USDT with the last. */
async function queueThree(own: readonly Partial<SlotRequest>[] = []): Promise<DayView> {
  return harness.get(QueueDay).queue(
    {
      multiSlotEnabled: true,
      pools: { ...(own.length > 0 ? {} : { premium: usdt(10) }), performance: usdt(20) },
      slots: [1, 2, 3].map((slotNumber) => ({
        slotNumber,
        rate: percent('0.5'),
        scheduledFor: `${19 + slotNumber}:00`,
        ...own[slotNumber - 1],
      })),
    },
    harness.ann,
  );
}

/** `slotNumber: status premium performance`, in the order of their times. */
function pools(day: DayView): string[] {
  return day.distributionSlots.map(
    ({ slotNumber, status, premiumPoolAmount, performancePoolAmount }) =>
      `${slotNumber}: ${status} ${premiumPoolAmount} ${performancePoolAmount}`,
  );
}

async function setStatus(slotNumber: number, status: string): Promise<void> {
  const run = { 'run.state': status === 'EXECUTING' ? status : 'ENDED' };
  await harness.connection.collection('distributions').updateOne({ slotNumber }, { $set: { status, ...run } });
}

/** Lets a slot have paid all that it was to pay. */
async function setPaid(slotNumber: number): Promise<void> {
  const run = { 'run.state': 'ENDED', 'run.endedAt': new Date() };
  const fields = { status: 'COMPLETED', executedAt: new Date(), ...run };
  await harness.connection.collection('distributions').updateOne({ slotNumber }, { $set: fields });
}

async function slot(slotNumber: number) {
  return harness.distribution(`${harness.day()}/slot-${slotNumber}`);
}

describe('changing a slot', () => {
  test('changes its ROS and time, the day’s values follow, and it gets a new job', async () => {
    await queueThree();
    const before = await slot(1);
    const day = await change(1, { rate: percent('0.75'), scheduledFor: '20:30' }, harness.ann);
    expect(day.values).toMatchObject({ rosPercentage: 1.75, premiumPoolAmount: 10, performancePoolAmount: 20 });
    expect(day.distributionSlots[0]).toMatchObject({ slotNumber: 1, rosPercentage: 0.75, status: 'PENDING' });
    const after = await slot(1);
    expect(after.revision).toBe(before.revision + 1);
    expect(after.scheduledFor.getTime() - before.scheduledFor.getTime()).toBe(30 * 60_000);
    expect(await harness.hasJob(after)).toBe(true);
    expect(await harness.hasJob(before)).toBe(false);
    expect(await harness.get(DeclarationReader).status(harness.day())).toEqual(day);
  });

  test('is remembered and audited, with what was before and after', async () => {
    await queueThree();
    const day = await change(2, { rate: percent('0.25') }, harness.ann);
    expect(harness.answers.at(-1)).toEqual(day);
    expect((await harness.audit()).at(-1)).toMatchObject({
      action: 'slot.change',
      target: `${harness.day()}/slot-2`,
      before: { slots: [{ rosPercentage: '0.5' }] },
      after: { slots: [{ rosPercentage: '0.25' }] },
    });
  });

  test('a slot that becomes the last in time takes the pools over', async () => {
    await queueThree();
    const day = await change(1, { scheduledFor: '23:00' }, harness.ann);
    expect(pools(day)).toEqual(['2: PENDING 0 0', '3: PENDING 0 0', '1: PENDING 10 20']);
    expect(await harness.hasJob(await slot(3))).toBe(true);
  });

  test('the last slot that moves before another hands the pools on', async () => {
    await queueThree();
    expect(pools(await change(3, { scheduledFor: '20:30' }, harness.ann))).toEqual([
      '1: PENDING 0 0',
      '3: PENDING 0 0',
      '2: PENDING 10 20',
    ]);
  });

  test('pools that slots carry as their own stay with them; the other pool goes on moving', async () => {
    await queueThree([
      { pools: { premium: usdt(1) } },
      { pools: { premium: usdt(2) } },
      { pools: { premium: usdt(3) } },
    ]);
    expect(pools(await change(1, { scheduledFor: '23:00' }, harness.ann))).toEqual([
      '2: PENDING 2 0',
      '3: PENDING 3 0',
      '1: PENDING 1 20',
    ]);
  });

  test('an amount given to a slot that is not the last is its own from then on', async () => {
    await queueThree();
    expect((await change(1, { pools: { premium: usdt(5) } }, harness.ann)).values).toMatchObject({
      premiumPoolAmount: 15,
    });
    expect(pools(await change(1, { scheduledFor: '23:00' }, harness.ann))).toEqual([
      '2: PENDING 0 0',
      '3: PENDING 10 0',
      '1: PENDING 5 20',
    ]);
  });

  test('the day’s ROS stays at most 2.2 over all slots that are not cancelled', async () => {
    await queueThree();
    expect(await fieldsOf(change(1, { rate: percent('1.200001') }, harness.ann))).toEqual(['rosPercentage']);
    expect((await change(1, { rate: percent('1.2') }, harness.ann)).values?.rosPercentage).toBe(2.2);
    await setStatus(2, 'COMPLETED');
    expect(await fieldsOf(change(3, { rate: percent('0.500001') }, harness.ann))).toEqual(['rosPercentage']);
    await cancel(3, harness.ann);
    expect((await change(1, { rate: percent('1.7') }, harness.ann)).values?.rosPercentage).toBe(2.2);
  });

  test.each([
    ['yesterday', () => `${harness.day(-1)}T20:00:00Z`],
    ['tomorrow', () => `${harness.day(2)}T12:00:00Z`],
    ['more than a minute ago', () => new Date(Date.now() - 61_000).toISOString()],
    ['no time', () => 'at night'],
  ])('a time of %s is refused and changes nothing', async (_, time) => {
    await queueThree();
    const before = await slot(1);
    expect(await fieldsOf(change(1, { scheduledFor: time(), rate: percent(1) }, harness.ann))).toEqual([
      'scheduledFor',
    ]);
    expect(await slot(1)).toEqual(before);
  });

  test('a change of nothing, and one that would leave the day without anything to pay, are refused', async () => {
    await harness.get(QueueDay).queue({ rate: percent(1), scheduledFor: '20:00' }, harness.ann);
    expect(await fieldsOf(change(1, {}, harness.ann))).toHaveLength(4);
    expect(await fieldsOf(change(1, { rate: percent(0) }, harness.ann))).toHaveLength(3);
  });

  test('a slot that nobody queued is not found', async () => {
    expect(await codeOf(change(7, { rate: percent(1) }, harness.ann))).toBe('SLOT_NOT_FOUND');
    await queueThree();
    expect(await codeOf(change(7, { rate: percent(1) }, harness.ann))).toBe('SLOT_NOT_FOUND');
    expect(await codeOf(cancel(7, harness.ann))).toBe('SLOT_NOT_FOUND');
  });

  test.each(['EXECUTING', 'COMPLETED', 'FAILED', 'CANCELLED'])(
    'a slot that is %s can neither be changed nor cancelled',
    async (status) => {
      await queueThree();
      await setStatus(1, status);
      expect(await codeOf(change(1, { rate: percent(1) }, harness.ann))).toBe('SLOT_STATE_CONFLICT');
      expect(await codeOf(cancel(1, harness.ann))).toBe('SLOT_STATE_CONFLICT');
      expect((await slot(1)).status).toBe(status);
    },
  );
});

describe('cancelling', () => {
  test('one slot takes its job away, leaves the other slots as they are, and the day as it was declared', async () => {
    await queueThree();
    const others = [await slot(2), await slot(3)];
    const day = await cancel(1, harness.ann);
    expect(pools(day)).toEqual(['1: CANCELLED 0 0', '2: PENDING 0 0', '3: PENDING 10 20']);
    expect(day).toMatchObject({ status: 'PENDING', values: { rosPercentage: 1.5 } });
    expect(await harness.hasJob(await slot(1))).toBe(false);
    expect([await slot(2), await slot(3)]).toEqual(others);
    expect(harness.answers.at(-1)).toEqual(day);
    expect((await harness.audit()).at(-1)).toMatchObject({
      action: 'slot.cancel',
      target: `${harness.day()}/slot-1`,
      before: { rosPercentage: 1.5 },
      after: { rosPercentage: 1.5 },
    });
  });

  test('the last slot hands the pools to the last one that still waits', async () => {
    await queueThree();
    await setStatus(1, 'COMPLETED');
    expect(pools(await cancel(3, harness.ann))).toEqual(['1: COMPLETED 0 0', '2: PENDING 10 20', '3: CANCELLED 10 20']);
    expect(await harness.hasJob(await slot(2))).toBe(true);
  });

  test('the last slot that waits takes the pools with it; nothing that ran gets them', async () => {
    await queueThree();
    await setStatus(1, 'COMPLETED');
    await setStatus(2, 'FAILED');
    expect(pools(await cancel(3, harness.ann))).toEqual(['1: COMPLETED 0 0', '2: FAILED 0 0', '3: CANCELLED 10 20']);
  });

  test('all at once cancels what is PENDING and nothing else', async () => {
    await queueThree();
    await setStatus(1, 'COMPLETED');
    const before = [await slot(2), await slot(3)];
    const day = await cancel(null, harness.ann);
    expect(day.distributionSlots.map(({ status }) => status)).toEqual(['COMPLETED', 'CANCELLED', 'CANCELLED']);
    for (const cancelled of before) expect(await harness.hasJob(cancelled)).toBe(false);
    expect(day.values).toMatchObject({ rosPercentage: 1.5, premiumPoolAmount: 10, performancePoolAmount: 20 });
    expect(await codeOf(cancel(null, harness.ann))).toBe('SLOT_STATE_CONFLICT');
  });

  test('of a day on which nothing is queued is a conflict', async () => {
    expect(await codeOf(cancel(null, harness.ann))).toBe('SLOT_STATE_CONFLICT');
  });

  test('all lets the day be queued anew by the values that are declared', async () => {
    await queueThree();
    const { revision } = await slot(1);
    await cancel(null, harness.ann);
    const day = await harness.get(QueueDay).queue({ scheduledFor: '21:30' }, harness.ann);
    expect(pools(day)).toEqual(['1: PENDING 10 20']);
    expect(day).toMatchObject({ values: { rosPercentage: 1.5 }, multiSlotEnabled: false });
    const again = await slot(1);
    expect(again.revision).toBeGreaterThan(revision);
    expect(await harness.hasJob(again)).toBe(true);
  });

  describe('all', () => {
    const declare = (autoDistributeRos: boolean) =>
      harness.get(DeclareDay).declare(
        {
          date: harness.day(),
          rate: percent(1),
          pools: { premium: usdt(0), performance: usdt(0) },
          description: '',
          autoDistributePools: false,
          autoDistributeRos,
        },
        harness.ann,
      );

    test('leaves alone what waits to be distributed automatically; queueing the day replaces it', async () => {
      await harness.pause(true);
      const declaring = codeOf(declare(true));
      await until('auto-ros', async () => (await harness.distributions()).length === 1);
      expect(await codeOf(cancel(null, harness.ann))).toBe('SLOT_STATE_CONFLICT');
      await harness.get(QueueDay).queue({ scheduledFor: '21:30' }, harness.ann);
      expect(await declaring).toBe('DISTRIBUTION_CANCELLED');
      const [auto, slot] = await Promise.all(
        ['auto-ros', 'slot-1'].map((name) => harness.distribution(`${harness.day()}/${name}`)),
      );
      expect([auto!.status, slot!.status]).toEqual(['CANCELLED', 'PENDING']);
      await harness.pause(false);
    });

    test('leaves alone what was started by hand and waits while execution is paused', async () => {
      await harness.pause(true);
      await declare(false);
      const distributing = codeOf(harness.get(DistributeNow).distribute(harness.day(), ['ros'], harness.ann));
      await until('manual-ros', async () => (await harness.distributions()).length === 1);
      expect(await codeOf(cancel(null, harness.ann))).toBe('SLOT_STATE_CONFLICT');
      expect(await harness.distribution(`${harness.day()}/manual-ros`)).toMatchObject({ status: 'PENDING' });
      await harness.pause(false);
      expect(await distributing).toBe('done');
    });
  });
});

describe('a day that has begun', () => {
  const queue = (...args: Parameters<QueueDay['queue']>) => harness.get(QueueDay).queue(...args);
  const later = (slotNumber: number, rate: string) => ({ slotNumber, rate: percent(rate), scheduledFor: '22:30' });

  /** Slot 1 of three has paid 0.5 %; the others are cancelled. */
  async function begin(): Promise<void> {
    await queueThree();
    await setPaid(1);
    await cancel(null, harness.ann);
  }

  test('takes what is left of it as one more distribution, pools and all', async () => {
    await begin();
    const day = await queue({ scheduledFor: '22:30' }, harness.ann);
    expect(day).toMatchObject({ status: 'SCHEDULED', values: { rosPercentage: 1.5, premiumPoolAmount: 10 } });
    const waiting = day.distributionSlots.filter(({ status }) => status === 'PENDING');
    expect(waiting).toMatchObject([
      { slotNumber: 2, rosPercentage: 1, premiumPoolAmount: 10, performancePoolAmount: 20 },
    ]);
  });

  test('takes further slots up to 2.2 in all; the declaration follows when they pass it', async () => {
    await begin();
    const tooMuch = { multiSlotEnabled: true, slots: [later(4, '1'), later(5, '0.700001')] };
    expect(await codeOf(queue(tooMuch, harness.ann))).toBe('ALREADY_QUEUED');
    const day = await queue({ multiSlotEnabled: true, slots: [later(4, '1'), later(5, '0.7')] }, harness.ann);
    expect(day.values).toMatchObject({ rosPercentage: 2.2, premiumPoolAmount: 10, performancePoolAmount: 20 });
    expect(pools(day).filter((one) => one.includes('PENDING'))).toEqual(['4: PENDING 0 0', '5: PENDING 10 20']);
  });

  test('takes no slot whose number has run, none while another waits, and no single one above what is left', async () => {
    await begin();
    expect(await codeOf(queue({ multiSlotEnabled: true, slots: [later(1, '0.5')] }, harness.ann))).toBe(
      'ALREADY_QUEUED',
    );
    expect(await codeOf(queue({ rate: percent('1.1'), scheduledFor: '22:30' }, harness.ann))).toBe('ALREADY_QUEUED');
    await queue({ scheduledFor: '22:30' }, harness.ann);
    expect(await codeOf(queue({ multiSlotEnabled: true, slots: [later(9, '0.1')] }, harness.ann))).toBe(
      'ALREADY_QUEUED',
    );
    await setPaid(2);
    expect(await codeOf(queue({}, harness.ann))).toBe('ALREADY_QUEUED');
    expect(await codeOf(queue({ rate: percent('0.1') }, harness.ann))).toBe('ALREADY_QUEUED');
  });

  test('has what is left distributed by hand, or nothing more', async () => {
    await begin();
    await harness.pause(true);
    const distributing = harness.get(DistributeNow).distribute(harness.day(), ['ros'], harness.ann, 0);
    await until('manual-ros', async () => (await harness.distributions()).some(({ kind }) => kind === 'manual-ros'));
    expect((await harness.distribution(`${harness.day()}/manual-ros`)).rate).toBe(percent(1));
    expect((await distributing).ended).toBe(false);
    await harness.pause(false);
  });

  test('is not distributed while something of it is left', async () => {
    await begin();
    const list = await harness.get(DeclarationReader).list(harness.day(), harness.day(), false);
    expect(list.declarations).toMatchObject([{ date: harness.day(), rosDistributed: false, poolsDistributed: false }]);
    expect(list.summary.pendingDates).toBe(1);
  });
});

test('a slot that is raised takes first of what cancelled ones left', async () => {
  await queueThree();
  await cancel(1, harness.ann);
  expect((await change(2, { rate: percent('0.75') }, harness.ann)).values?.rosPercentage).toBe(1.5);
  expect((await change(2, { rate: percent('1.1') }, harness.ann)).values?.rosPercentage).toBe(1.6);
  expect((await change(2, { rate: percent('1') }, harness.ann)).values?.rosPercentage).toBe(1.5);
});
