import type { ApiAnswer } from '../support/caller.js';
import { DAYS, inMs } from '../support/running-product.js';
import { earningsOf, spoilStakes, startSmallPlatform, type SmallPlatform } from '../support/small-platform.js';

const NO_POOLS = { premiumPoolAmount: 0, performancePoolAmount: 0 };

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform('replays');
});
afterAll(() => platform.product.stop());
beforeEach(() => platform.product.forgetDays());

const today = (): string => platform.product.day();
const told = ({ status, body }: ApiAnswer) => {
  const { success, message, data, error } = body;
  return { status, success, message, data, error: error?.code };
};

/**
 * Sends a request twice with one key.
 * @param ended waits for what the request has started
 * @returns the first answer, when the second is the same
 */
async function twice(
  key: string,
  path: string,
  body: object,
  ended: () => Promise<unknown> = () => Promise.resolve(),
): Promise<ApiAnswer> {
  const send = () =>
    platform.admin.post(path, body, { 'idempotency-key': `${key} of ${today()}`.replaceAll(' ', '-') });
  const first = await send();
  await ended();
  const earnings = await earningsOf(platform);
  expect(told(await send())).toEqual(told(first));
  expect(await earningsOf(platform)).toEqual(earnings);
  return first;
}

describe('a request that is sent again with its Idempotency-Key is answered as it was', () => {
  it('when it declared today and distributed it', async () => {
    const values = { date: today(), rosPercentage: 1, premiumPoolAmount: 10, performancePoolAmount: 0 };
    const first = await twice('declare', `${DAYS}/declare`, {
      ...values,
      autoDistributePools: true,
      autoDistributeROS: true,
    });
    expect(first.body.data).toMatchObject({
      poolDistribution: { distributed: true, totalDistributed: 10 },
      rosDistribution: { distributed: true },
    });
  });

  it('when it distributed a date', async () => {
    await platform.admin.post(`${DAYS}/declare`, { date: today(), rosPercentage: 1, ...NO_POOLS });
    const first = await twice('distribute', `${DAYS}/${today()}/distribute`, {
      distributeROS: true,
      distributePools: false,
    });
    expect(first.body).toMatchObject({
      message: 'Distribution completed successfully',
      data: { rosDistribution: { distributed: true, processedStakes: 3 } },
    });
  });

  it('when it failed: a FAILED distribution is never told as done', async () => {
    await platform.admin.post(`${DAYS}/declare`, { date: today(), rosPercentage: 1, ...NO_POOLS });
    await spoilStakes(platform, true);
    const distribute = { distributeROS: true, distributePools: false };
    const failed = await twice('fail', `${DAYS}/${today()}/distribute`, distribute);
    expect([failed.status, failed.body.error?.code]).toEqual([500, 'DISTRIBUTION_FAILED']);

    await spoilStakes(platform, false);
    const mended = await twice('mended', `${DAYS}/${today()}/distribute`, distribute);
    expect([mended.status, mended.body.data]).toMatchObject([200, { rosDistribution: { distributed: true } }]);
  });

  it('when it retried a slot', async () => {
    await spoilStakes(platform, true);
    await platform.admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(0) });
    await platform.product.todayIs(platform.admin, 'FAILED');
    await spoilStakes(platform, false);
    const first = await twice('retry', `${DAYS}/${today()}/slots/1/retry`, {}, () =>
      platform.product.todayIs(platform.admin, 'COMPLETED'),
    );
    expect(first.body.data).toMatchObject({ today: today(), distributionSlots: [{ slotNumber: 1 }] });
  });
});

it('what a COMPLETED distribution could not pay is paid when it is asked for again', async () => {
  const { admin, product, people } = platform;
  const stakes = product.connection.collection('stakes');
  const [whole] = await stakes.find({ userId: people.bob.id }).toArray();
  await stakes.updateOne({ _id: whole!._id }, { $set: { amount: 'two hundred' } });
  await admin.post(`${DAYS}/declare`, { date: today(), rosPercentage: 1, ...NO_POOLS });
  const distribute = () => admin.post(`${DAYS}/${today()}/distribute`, { distributeROS: true, distributePools: false });
  expect((await distribute()).body.data).toMatchObject({ rosDistribution: { processedStakes: 2 } });

  await stakes.updateOne({ _id: whole!._id }, { $set: { amount: whole!['amount'] as unknown } });
  expect((await distribute()).body.data).toMatchObject({ rosDistribution: { processedStakes: 3 } });
  expect((await distribute()).body.error?.code).toBe('ALREADY_DISTRIBUTED');
});
