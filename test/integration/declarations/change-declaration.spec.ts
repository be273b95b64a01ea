import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CalendarDate } from '#lib/calendar';
import { ChangeDeclaration, DeclarationReader, DeclareDay, DistributeNow, QueueDay } from '#lib/declarations';
import { SlotStore } from '#lib/slots';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { aStake, aUser } from '../../support/builders.js';
import { until } from '../../support/until.js';
import { DeclarationHarness, codeOf, fieldsOf } from './declaration-harness.js';

const usdt = parseMoney;
const percent = parseRosPercentage;

let harness: DeclarationHarness;

beforeAll(async () => {
  harness = await DeclarationHarness.open('change-declaration');
  const user = aUser();
  await harness.platform.insert('users', [user]);
  await harness.platform.insert('stakes', [aStake(user)]);
});
beforeEach(() => harness.clearDays());
afterAll(() => harness.close());

/** Declares 0.55 %, 1000 and 2000 USDT. */
async function declare(
  date: CalendarDate,
  { autoRos = false, autoPools = false }: { autoRos?: boolean; autoPools?: boolean } = {},
): Promise<void> {
  await harness.get(DeclareDay).declare(
    {
      date,
      rate: percent('0.55'),
      pools: { premium: usdt(1000), performance: usdt(2000) },
      description: 'as declared',
      autoDistributePools: autoPools,
      autoDistributeRos: autoRos,
    },
    harness.ann,
  );
}

const change = (...args: Parameters<ChangeDeclaration['change']>) => harness.get(ChangeDeclaration).change(...args);
const remove = (...args: Parameters<ChangeDeclaration['remove']>) => harness.get(ChangeDeclaration).remove(...args);

/** Longer than any machine needs. */
const LONG_MS = 120_000;

describe('a declaration that nobody has begun to pay', () => {
  test('takes over what is given and keeps the rest', async () => {
    const date = harness.day(3);
    await declare(date);
    const view = await change(date, { pools: { premium: usdt('1.5') }, description: 'changed' }, harness.ann);
    expect(view.declaration).toMatchObject({
      date,
      rosPercentage: 0.55,
      premiumPoolAmount: 1.5,
      performancePoolAmount: 2000,
      totalPoolAmount: 2001.5,
      description: 'changed',
      declaredBy: { _id: harness.adminId.toHexString(), email: 'ann@example.com', username: 'ann' },
    });
    expect((await harness.get(DeclarationReader).get(date)).declaration).toEqual(view.declaration);
  });

  test('the change is remembered and audited in its own transaction, with before and after', async () => {
    const date = harness.day(3);
    await declare(date);
    const view = await change(date, { rate: percent(2) }, harness.ann);
    expect(harness.answers.at(-1)).toEqual(view);
    expect((await harness.audit()).at(-1)).toMatchObject({
      action: 'declaration.change',
      date,
      before: { rosPercentage: 0.55, premiumPoolAmount: 1000 },
      after: { rosPercentage: 2, premiumPoolAmount: 1000 },
    });
  });

  test('is deleted, and the date can be declared anew', async () => {
    const date = harness.day(3);
    await declare(date);
    await remove(date, harness.ann);
    expect(await codeOf(harness.get(DeclarationReader).get(date))).toBe('DECLARATION_NOT_FOUND');
    expect((await harness.audit()).at(-1)).toMatchObject({
      action: 'declaration.delete',
      before: { rosPercentage: 0.55, description: 'as declared' },
      after: null,
    });
    await declare(date);
  });

  test('a change whose answer cannot be remembered leaves everything as it was', async () => {
    const date = harness.day(3);
    await declare(date, { autoRos: true });
    const before = await harness.distribution(`${date}/auto-ros`);
    const forgetful = { ...harness.ann, remember: () => Promise.reject(new Error('no memory')) };
    await expect(change(date, { rate: percent(1) }, forgetful)).rejects.toThrow('no memory');
    await expect(remove(date, forgetful)).rejects.toThrow('no memory');
    expect((await harness.get(DeclarationReader).get(date)).declaration.rosPercentage).toBe(0.55);
    expect(await harness.distribution(`${date}/auto-ros`)).toEqual(before);
    expect(await harness.audit()).toHaveLength(1);
  });
});

describe('what is refused', () => {
  test('a date that nobody declared', async () => {
    expect(await codeOf(change(harness.day(3), { rate: percent(1) }, harness.ann))).toBe('DECLARATION_NOT_FOUND');
    expect(await codeOf(remove(harness.day(3), harness.ann))).toBe('DECLARATION_NOT_FOUND');
  });

  test('a past date', async () => {
    expect(await fieldsOf(change(harness.day(-1), { rate: percent(1) }, harness.ann))).toEqual(['date']);
    expect(await fieldsOf(remove(harness.day(-1), harness.ann))).toEqual(['date']);
  });

  test('a change of nothing', async () => {
    await declare(harness.day(3));
    const fields = ['premiumPoolAmount', 'performancePoolAmount', 'rosPercentage', 'description'];
    expect(await fieldsOf(change(harness.day(3), {}, harness.ann))).toEqual(fields);
    expect(await fieldsOf(change(harness.day(3), { rate: undefined }, harness.ann))).toEqual(fields);
  });

  test('a change after which nothing would be paid', async () => {
    await declare(harness.day(3));
    const nothing = { rate: percent(0), pools: { premium: usdt(0), performance: usdt(0) } };
    expect(await fieldsOf(change(harness.day(3), nothing, harness.ann))).toHaveLength(3);
  });

  test('a day whose slots are queued, until they are cancelled', async () => {
    await harness.get(QueueDay).queue({ rate: percent(1), scheduledFor: '23:00' }, harness.ann);
    expect(await codeOf(change(harness.day(), { rate: percent(2) }, harness.ann))).toBe('ALREADY_QUEUED');
    expect(await codeOf(remove(harness.day(), harness.ann))).toBe('ALREADY_QUEUED');
    const { modifiedCount } = await harness.connection
      .collection('distributions')
      .updateMany({ status: 'PENDING' }, { $set: { status: 'CANCELLED' } });
    expect(modifiedCount).toBe(1);
    await change(harness.day(), { rate: percent(2) }, harness.ann);
    await remove(harness.day(), harness.ann);
  });

  test.each(['EXECUTING', 'COMPLETED', 'FAILED'])('a day of which a part is %s', async (status) => {
    const date = harness.day(3);
    await declare(date, { autoRos: true });
    await harness.connection.collection('distributions').updateOne({ key: `${date}/auto-ros` }, { $set: { status } });
    expect(await codeOf(change(date, { pools: { premium: usdt(1) } }, harness.ann))).toBe('ALREADY_DISTRIBUTED');
    expect(await codeOf(remove(date, harness.ann))).toBe('ALREADY_DISTRIBUTED');
  });

  test('a day that is being distributed by hand', async () => {
    const date = harness.day();
    await declare(date);
    await harness.pause(true);
    const distributing = codeOf(harness.get(DistributeNow).distribute(date, ['ros'], harness.ann, LONG_MS));
    await until('manual-ros', async () => (await harness.distributions()).length === 1);
    expect(await codeOf(change(date, { rate: percent(1) }, harness.ann))).toBe('ALREADY_QUEUED');
    await harness.connection
      .collection('distributions')
      .updateMany({}, { $set: { status: 'CANCELLED', 'run.state': 'ENDED' } });
    expect(await distributing).toBe('DISTRIBUTION_CANCELLED');
    await harness.pause(false);
  });
});

describe('automatic distributions that wait for their time', () => {
  test('pay by the new values, with a new job in place of the old one', async () => {
    const date = harness.day(3);
    await declare(date, { autoRos: true, autoPools: true });
    const [ros, pools] = [
      await harness.distribution(`${date}/auto-ros`),
      await harness.distribution(`${date}/auto-pools`),
    ];
    expect(await harness.hasJob(ros)).toBe(true);

    const view = await change(date, { rate: percent('1.25') }, harness.ann);
    expect(view.rosDistribution).toMatchObject({ scheduled: true, distributed: false });
    const changed = await harness.distribution(`${date}/auto-ros`);
    expect(changed.rate).toBe(percent('1.25'));
    expect(changed.revision).toBe(ros.revision + 1);
    expect(await harness.hasJob(changed)).toBe(true);
    expect(await harness.hasJob(ros)).toBe(false);
    expect(await harness.distribution(`${date}/auto-pools`)).toEqual(pools);
    expect(await harness.hasJob(pools)).toBe(true);
  });

  test('keep their jobs when only the description changes', async () => {
    const date = harness.day(3);
    await declare(date, { autoRos: true });
    const before = await harness.distribution(`${date}/auto-ros`);
    await change(date, { description: 'another word' }, harness.ann);
    expect(await harness.distribution(`${date}/auto-ros`)).toEqual(before);
    expect(await harness.hasJob(before)).toBe(true);
  });

  test('one of two pools that becomes 0 leaves the other to be paid', async () => {
    const date = harness.day(3);
    await declare(date, { autoPools: true });
    await change(date, { pools: { premium: usdt(0) } }, harness.ann);
    const pools = await harness.distribution(`${date}/auto-pools`);
    expect(pools).toMatchObject({ status: 'PENDING', pools: { premium: usdt(0), performance: usdt(2000) } });
  });

  test('are cancelled when their part becomes 0', async () => {
    const date = harness.day(3);
    await declare(date, { autoRos: true, autoPools: true });
    const view = await change(date, { rate: percent(0) }, harness.ann);
    expect(view.rosDistribution).toMatchObject({ scheduled: false, scheduledFor: null });
    const ros = await harness.distribution(`${date}/auto-ros`);
    expect(ros.status).toBe('CANCELLED');
    expect(await harness.hasJob(ros)).toBe(false);
    expect((await harness.distribution(`${date}/auto-pools`)).status).toBe('PENDING');
  });

  test('are cancelled with their declaration, and come back when the date is declared anew', async () => {
    const date = harness.day(3);
    await declare(date, { autoRos: true, autoPools: true });
    const before = await harness.distributions(date);
    await remove(date, harness.ann);
    expect((await harness.distributions(date)).map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
    for (const distribution of before) expect(await harness.hasJob(distribution)).toBe(false);

    await declare(date, { autoRos: true });
    const ros = await harness.distribution(`${date}/auto-ros`);
    expect(ros.status).toBe('PENDING');
    expect(await harness.hasJob(ros)).toBe(true);
  });

  test('do not stand in the way of a distribution by hand: it brings them forward, and their old job goes', async () => {
    const date = harness.day();
    await declare(harness.day(1), { autoRos: true });
    const later = await harness.distribution(`${harness.day(1)}/auto-ros`);
    // The day has come, its default time has not.
    await harness.connection.collection('declarations').updateOne({ date: harness.day(1) }, { $set: { date } });
    await harness.move(later, { date, key: `${date}/auto-ros` });

    await harness.pause(true);
    const distributing = codeOf(harness.get(DistributeNow).distribute(date, ['ros'], harness.ann, LONG_MS));
    const brought = await until('brought forward', async () => {
      const now = await harness.get(SlotStore).byId(later._id);
      return now !== null && now.scheduledFor <= new Date() ? now : null;
    });
    expect(brought).toMatchObject({ status: 'PENDING', kind: 'auto-ros', revision: later.revision + 1 });
    expect(await codeOf(harness.get(DistributeNow).distribute(date, ['ros'], harness.ann))).toBe('ALREADY_DISTRIBUTED');
    await harness.connection
      .collection('distributions')
      .updateMany({}, { $set: { status: 'CANCELLED', 'run.state': 'ENDED' } });
    expect(await distributing).toBe('DISTRIBUTION_CANCELLED');
    await harness.pause(false);
  });
});
