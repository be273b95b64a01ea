import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CalendarDate } from '#lib/calendar';
import { ChangeDeclaration, DeclarationReader, DeclareDay, DistributeNow, QueueToday } from '#lib/declarations';
import { SlotStore } from '#lib/slots';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { aStake, aUser } from '../../support/builders.js';
import { until } from '../../support/until.js';
import { Office, codeOf, fieldsOf } from './office.js';

const usdt = parseMoney;
const percent = parseRosPercentage;

let office: Office;

beforeAll(async () => {
  office = await Office.open('change-declaration');
  const user = aUser();
  await office.platform.insert('users', [user]);
  await office.platform.insert('stakes', [aStake(user)]);
});
beforeEach(() => office.clearDays());
afterAll(() => office.close());

/** Declares 0.55 %, 1000 and 2000 USDT. */
async function declare(
  date: CalendarDate,
  { autoRos = false, autoPools = false }: { autoRos?: boolean; autoPools?: boolean } = {},
): Promise<void> {
  await office.get(DeclareDay).declare(
    {
      date,
      rate: percent('0.55'),
      premiumPool: usdt(1000),
      performancePool: usdt(2000),
      description: 'as declared',
      autoDistributePools: autoPools,
      autoDistributeRos: autoRos,
    },
    office.ann,
  );
}

const change = (...args: Parameters<ChangeDeclaration['change']>) => office.get(ChangeDeclaration).change(...args);
const remove = (...args: Parameters<ChangeDeclaration['remove']>) => office.get(ChangeDeclaration).remove(...args);

describe('a declaration that nobody has begun to pay', () => {
  test('takes over what is given and keeps the rest', async () => {
    const date = office.day(3);
    await declare(date);
    const view = await change(date, { premiumPool: usdt('1.5'), description: 'changed' }, office.ann);
    expect(view.declaration).toMatchObject({
      date,
      rosPercentage: 0.55,
      premiumPoolAmount: 1.5,
      performancePoolAmount: 2000,
      totalPoolAmount: 2001.5,
      description: 'changed',
      declaredBy: { _id: office.adminId.toHexString(), email: 'ann@example.com', username: 'ann' },
    });
    expect((await office.get(DeclarationReader).get(date)).declaration).toEqual(view.declaration);
  });

  test('the change is remembered and audited in its own transaction, with before and after', async () => {
    const date = office.day(3);
    await declare(date);
    const view = await change(date, { rate: percent(2) }, office.ann);
    expect(office.answers.at(-1)).toEqual(view);
    expect((await office.audit()).at(-1)).toMatchObject({
      action: 'declaration.change',
      date,
      before: { rosPercentage: 0.55, premiumPoolAmount: 1000 },
      after: { rosPercentage: 2, premiumPoolAmount: 1000 },
    });
  });

  test('is deleted, and the date can be declared anew', async () => {
    const date = office.day(3);
    await declare(date);
    await remove(date, office.ann);
    expect(await codeOf(office.get(DeclarationReader).get(date))).toBe('DECLARATION_NOT_FOUND');
    expect((await office.audit()).at(-1)).toMatchObject({
      action: 'declaration.delete',
      before: { rosPercentage: 0.55, description: 'as declared' },
      after: null,
    });
    await declare(date);
  });

  test('a change whose answer cannot be remembered leaves everything as it was', async () => {
    const date = office.day(3);
    await declare(date, { autoRos: true });
    const before = await office.distribution(`${date}/auto-ros`);
    const forgetful = { ...office.ann, remember: () => Promise.reject(new Error('no memory')) };
    await expect(change(date, { rate: percent(1) }, forgetful)).rejects.toThrow('no memory');
    await expect(remove(date, forgetful)).rejects.toThrow('no memory');
    expect((await office.get(DeclarationReader).get(date)).declaration.rosPercentage).toBe(0.55);
    expect(await office.distribution(`${date}/auto-ros`)).toEqual(before);
    expect(await office.audit()).toHaveLength(1);
  });
});

describe('what is refused', () => {
  test('a date that nobody declared', async () => {
    expect(await codeOf(change(office.day(3), { rate: percent(1) }, office.ann))).toBe('DECLARATION_NOT_FOUND');
    expect(await codeOf(remove(office.day(3), office.ann))).toBe('DECLARATION_NOT_FOUND');
  });

  test('a past date', async () => {
    expect(await fieldsOf(change(office.day(-1), { rate: percent(1) }, office.ann))).toEqual(['date']);
    expect(await fieldsOf(remove(office.day(-1), office.ann))).toEqual(['date']);
  });

  test('a change of nothing', async () => {
    await declare(office.day(3));
    const fields = ['premiumPoolAmount', 'performancePoolAmount', 'rosPercentage', 'description'];
    expect(await fieldsOf(change(office.day(3), {}, office.ann))).toEqual(fields);
    expect(await fieldsOf(change(office.day(3), { rate: undefined }, office.ann))).toEqual(fields);
  });

  test('a change after which nothing would be paid', async () => {
    await declare(office.day(3));
    const nothing = { rate: percent(0), premiumPool: usdt(0), performancePool: usdt(0) };
    expect(await fieldsOf(change(office.day(3), nothing, office.ann))).toHaveLength(3);
  });

  test('a day whose slots are queued, until they are cancelled', async () => {
    await office.get(QueueToday).queue({ rate: percent(1), scheduledFor: '23:00' }, office.ann);
    expect(await codeOf(change(office.day(), { rate: percent(2) }, office.ann))).toBe('ALREADY_QUEUED');
    expect(await codeOf(remove(office.day(), office.ann))).toBe('ALREADY_QUEUED');
    const { modifiedCount } = await office.connection
      .collection('distributions')
      .updateMany({ status: 'PENDING' }, { $set: { status: 'CANCELLED' } });
    expect(modifiedCount).toBe(1);
    await change(office.day(), { rate: percent(2) }, office.ann);
    await remove(office.day(), office.ann);
  });

  test.each(['EXECUTING', 'COMPLETED', 'FAILED'])('a day of which a part is %s', async (status) => {
    const date = office.day(3);
    await declare(date, { autoRos: true });
    await office.connection.collection('distributions').updateOne({ key: `${date}/auto-ros` }, { $set: { status } });
    expect(await codeOf(change(date, { premiumPool: usdt(1) }, office.ann))).toBe('ALREADY_DISTRIBUTED');
    expect(await codeOf(remove(date, office.ann))).toBe('ALREADY_DISTRIBUTED');
  });

  test('a day that is being distributed by hand', async () => {
    const date = office.day();
    await declare(date);
    await office.pause(true);
    const distributing = office.get(DistributeNow).distribute(date, ['ros'], office.ann);
    await until('manual-ros', async () => (await office.distributions()).length === 1);
    expect(await codeOf(change(date, { rate: percent(1) }, office.ann))).toBe('ALREADY_QUEUED');
    await office.connection.collection('distributions').updateMany({}, { $set: { status: 'CANCELLED' } });
    await distributing;
    await office.pause(false);
  });
});

describe('automatic distributions that wait for their time', () => {
  test('pay by the new values, with a new job in place of the old one', async () => {
    const date = office.day(3);
    await declare(date, { autoRos: true, autoPools: true });
    const [ros, pools] = [
      await office.distribution(`${date}/auto-ros`),
      await office.distribution(`${date}/auto-pools`),
    ];
    expect(await office.hasJob(ros)).toBe(true);

    const view = await change(date, { rate: percent('1.25') }, office.ann);
    expect(view.rosDistribution).toMatchObject({ scheduled: true, distributed: false });
    const changed = await office.distribution(`${date}/auto-ros`);
    expect(String(changed.rosPercentage)).toBe('1.25');
    expect(changed.revision).toBe(ros.revision + 1);
    expect(await office.hasJob(changed)).toBe(true);
    expect(await office.hasJob(ros)).toBe(false);
    expect(await office.distribution(`${date}/auto-pools`)).toEqual(pools);
    expect(await office.hasJob(pools)).toBe(true);
  });

  test('keep their jobs when only the description changes', async () => {
    const date = office.day(3);
    await declare(date, { autoRos: true });
    const before = await office.distribution(`${date}/auto-ros`);
    await change(date, { description: 'another word' }, office.ann);
    expect(await office.distribution(`${date}/auto-ros`)).toEqual(before);
    expect(await office.hasJob(before)).toBe(true);
  });

  test('one of two pools that becomes 0 leaves the other to be paid', async () => {
    const date = office.day(3);
    await declare(date, { autoPools: true });
    await change(date, { premiumPool: usdt(0) }, office.ann);
    const pools = await office.distribution(`${date}/auto-pools`);
    expect([pools.status, String(pools.premiumPoolAmount), String(pools.performancePoolAmount)]).toEqual([
      'PENDING',
      '0',
      '2000',
    ]);
  });

  test('are cancelled when their part becomes 0', async () => {
    const date = office.day(3);
    await declare(date, { autoRos: true, autoPools: true });
    const view = await change(date, { rate: percent(0) }, office.ann);
    expect(view.rosDistribution).toMatchObject({ scheduled: false, scheduledFor: null });
    const ros = await office.distribution(`${date}/auto-ros`);
    expect(ros.status).toBe('CANCELLED');
    expect(await office.hasJob(ros)).toBe(false);
    expect((await office.distribution(`${date}/auto-pools`)).status).toBe('PENDING');
  });

  test('are cancelled with their declaration, and come back when the date is declared anew', async () => {
    const date = office.day(3);
    await declare(date, { autoRos: true, autoPools: true });
    const before = await office.distributions(date);
    await remove(date, office.ann);
    expect((await office.distributions(date)).map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
    for (const distribution of before) expect(await office.hasJob(distribution)).toBe(false);

    await declare(date, { autoRos: true });
    const ros = await office.distribution(`${date}/auto-ros`);
    expect(ros.status).toBe('PENDING');
    expect(await office.hasJob(ros)).toBe(true);
  });

  test('do not stand in the way of a distribution by hand: it brings them forward, and their old job goes', async () => {
    const date = office.day();
    await declare(office.day(1), { autoRos: true });
    const later = await office.distribution(`${office.day(1)}/auto-ros`);
    // The day has come, its default time has not.
    await office.connection.collection('declarations').updateOne({ date: office.day(1) }, { $set: { date } });
    await office.connection
      .collection('distributions')
      .updateOne({ _id: later._id }, { $set: { date, key: `${date}/auto-ros` } });

    await office.pause(true);
    const distributing = office.get(DistributeNow).distribute(date, ['ros'], office.ann);
    const brought = await until('brought forward', async () => {
      const now = await office.get(SlotStore).byId(later._id);
      return now !== null && now.scheduledFor <= new Date() ? now : null;
    });
    expect(brought).toMatchObject({ status: 'PENDING', kind: 'auto-ros', revision: later.revision + 1 });
    expect(await codeOf(office.get(DistributeNow).distribute(date, ['ros'], office.ann))).toBe('ALREADY_DISTRIBUTED');
    await office.connection.collection('distributions').updateMany({}, { $set: { status: 'CANCELLED' } });
    await distributing;
    await office.pause(false);
  });
});
