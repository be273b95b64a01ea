import { parseMoney, parseRosPercentage } from '#lib/money';
import { aStake, aUser } from '../../support/builders.js';
import { DATE, PaidDay, failing } from './paid-day.js';

describe('a day as the engine pays it', () => {
  let day: PaidDay;
  beforeAll(async () => {
    day = await PaidDay.start('recon-holds');
    await day.startWorker();
    const users = Array.from({ length: 12 }, () => aUser({ rank: 'Finance Titan' }));
    await day.insert('users', ...users);
    await day.insert('stakes', ...users.flatMap((user) => [aStake(user), aStake(user)]));
    await day.pay(
      { rate: parseRosPercentage('0.5') },
      { rate: parseRosPercentage('0.25'), premiumPool: parseMoney('100'), performancePool: parseMoney('0.000007') },
    );
  });
  afterAll(() => day.stop());

  it('reconciles', async () => {
    const report = await day.check();
    expect({ broken: failing(report), missing: report.missing.count }).toEqual({ broken: [], missing: 0 });
    expect(report).toMatchObject({ date: DATE, holds: true });
    console.log(JSON.stringify(report, null, 1));
  });
});
