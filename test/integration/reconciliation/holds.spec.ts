import { parseMoney, parseRosPercentage } from '#lib/money';
import { allClosed } from '../../support/forget-proofs.js';
import { aStake, aUser, usdt } from '../../support/builders.js';
import { DATE, PaidDay, failing } from './paid-day.js';

describe('a day as the engine pays it', () => {
  let day: PaidDay;
  beforeAll(async () => {
    day = await PaidDay.start('recon-holds');
    await day.startWorker();
  });
  afterAll(() => day.stop());

  it('reconciles while it is being paid, and when it is paid', async () => {
    const users = Array.from({ length: 60 }, () => aUser({ rank: 'Finance Titan' }));
    await day.insert('users', ...users);
    await day.insert('stakes', ...users.flatMap((user) => [aStake(user), aStake(user)]));
    const slots = await day.queue(
      { rate: parseRosPercentage('0.5') },
      { rate: parseRosPercentage('0.25'), pools: { premium: parseMoney('100'), performance: parseMoney('0.000007') } },
    );
    const seen = new Set<string>();
    let report;
    do {
      report = await day.check();
      expect({ broken: report.checks.filter(({ holds }) => !holds), missing: report.missing }).toMatchObject({
        broken: [],
        missing: { count: 0 },
      });
      for (const { status } of report.slots) seen.add(status);
    } while (report.slots.some(({ status }) => status !== 'COMPLETED'));
    expect(seen).toContain('EXECUTING');
    await day.ended(slots);
    await allClosed(day.connection);
    report = await day.check();

    expect(report).toMatchObject({
      date: DATE,
      holds: true,
      slots: [
        { key: `${DATE}/slot-1`, status: 'COMPLETED', ledger: { ROS: { count: 120, total: 60 } } },
        {
          key: `${DATE}/slot-2`,
          ledger: {
            ROS: { count: 120, total: 30 },
            PREMIUM: { count: 60, total: 100 },
            PERFORMANCE: { count: 7, total: 0.000007 },
          },
        },
      ],
    });
    expect(report.checks.map(({ id, checked }) => [id, checked])).toEqual([
      ['I1', 120 + 120 + 60 + 7],
      ['I2', 60 + 120],
      ['I3', 2],
      ['I4', 2],
      ['I5', 2],
      ['I6', 2],
      ['I7', 2],
      ['I8', 2],
      ['I9', 2 + 2],
    ]);
  });

  it('counts opening balances, also those of stakes', async () => {
    const user = aUser({ wallets: { earnings: usdt('25.5') } });
    const stake = aStake(user, { totalEarned: usdt('15.5'), status: 'COMPLETED' });
    await day.insert('users', user);
    await day.insert('stakes', stake);
    const entry = {
      userId: user._id,
      type: 'OPENING_BALANCE',
      status: 'Completed',
      distributionId: null,
      distributionDate: null,
    };
    await day.collection('transactions').insertMany([
      { ...entry, amount: usdt('10'), subjectId: user._id },
      { ...entry, amount: usdt('15.5'), subjectId: stake._id, stakeId: stake._id },
    ]);
    expect(failing(await day.check())).toEqual([]);
  });

  it('looks at pools without a date on the day that they were paid', async () => {
    const [pool] = await day.pay({
      kind: 'pool',
      date: null,
      slotNumber: null,
      pools: { premium: parseMoney('10') },
      scheduledFor: new Date(`${DATE}T10:00:00Z`),
    });
    // Past its grace, so it misfired; what counts is that the report names it.
    const report = await day.check();
    expect(report.slots.map(({ key }) => key)).toContain(pool!.key);
    expect(failing(report)).toEqual([]);
  });

  it('says nothing about a date on which nothing was queued', async () => {
    await day.remember();
    for (const name of ['distributions', 'distributionchunks'] as const) await day.collection(name).deleteMany({});
    await day.collection('transactions').deleteMany({ distributionDate: DATE });
    const report = await day.check();
    expect(report.slots).toEqual([]);
    expect(report.checks.filter(({ id }) => id !== 'I2').every(({ holds, checked }) => holds && checked === 0)).toBe(
      true,
    );
    await day.restore();
  });
});
