import { Types } from 'mongoose';
import { parseMoney, parseRosPercentage } from '#lib/money';
import type { CheckId, CheckResult, Difference } from '#lib/reconciliation';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../../support/builders.js';
import { DATE, PaidDay, failing, id } from './paid-day.js';

/** Every test breaks the books of one paid day by hand and puts them back. */
describe('reconciliation names what was broken by hand', () => {
  let day: PaidDay;
  let users: readonly UserRecord[];
  let stakes: readonly StakeRecord[];
  let slot1: Types.ObjectId;
  let slot2: Types.ObjectId;

  beforeAll(async () => {
    day = await PaidDay.start('recon-broken');
    await day.startWorker();
    users = Array.from({ length: 7 }, (_, index) => aUser({ _id: id(100 + index), rank: 'Finance Titan' }));
    stakes = users.flatMap((user, index) => [
      aStake(user, { _id: id(200 + 2 * index) }),
      aStake(user, { _id: id(201 + 2 * index) }),
    ]);
    await day.insert('users', ...users);
    await day.insert('stakes', ...stakes);
    const paid = await day.pay(
      { rate: parseRosPercentage('1') },
      { rate: parseRosPercentage('0.5'), pools: { premium: parseMoney('100'), performance: parseMoney('70') } },
    );
    [slot1, slot2] = paid.map(({ _id }) => _id) as [Types.ObjectId, Types.ObjectId];
    await day.stopWorker();
    await day.remember();
    expect(await day.broken()).toEqual([]);
  });
  afterEach(() => day.restore());
  afterAll(() => day.stop());

  async function check(checkId: CheckId): Promise<CheckResult> {
    const report = await day.check();
    expect(report.holds).toBe(false);
    return report.checks.find((result) => result.id === checkId)!;
  }

  async function only(checkId: CheckId): Promise<readonly Difference[]> {
    const report = await day.check();
    expect(failing(report)).toEqual([checkId]);
    expect(report.holds).toBe(false);
    return report.checks.find((result) => result.id === checkId)!.differences;
  }

  const stakeEntry = () => day.collection('transactions').findOne({ distributionId: slot1, subjectId: stakes[3]!._id });
  const update = (name: Parameters<PaidDay['collection']>[0], filter: object, change: object) =>
    day.collection(name).updateOne(filter, change);

  describe('I1', () => {
    it('a second entry of a stake under another subject, which the unique index lets through', async () => {
      const { _id, ...entry } = (await stakeEntry())!;
      expect(_id).toBeDefined();
      await day.collection('transactions').insertOne({ ...entry, subjectId: new Types.ObjectId() });
      expect(await check('I1')).toMatchObject({
        holds: false,
        differencesTotal: 1,
        differences: [
          {
            ids: { key: `${DATE}/slot-1`, stakeId: stakes[3]!._id.toHexString() },
            expected: '1',
            actual: '2',
          },
        ],
      });
    });

    it('a third share of a user, when even the unique index has gone', async () => {
      const transactions = day.collection('transactions');
      await transactions.dropIndex('userId_1_distributionId_1_type_1_subjectId_1');
      try {
        const share = { distributionId: slot2, type: 'PREMIUM_POOL', userId: users[2]!._id };
        const { _id, ...entry } = (await transactions.findOne(share))!;
        expect(_id).toBeDefined();
        await transactions.insertMany([{ ...entry }, { ...entry }]);
        expect(await check('I1')).toMatchObject({
          differencesTotal: 1,
          differences: [{ ids: { userId: users[2]!._id.toHexString() }, expected: '1', actual: '3' }],
        });
      } finally {
        await day.restore();
        await transactions.createIndex(
          { userId: 1, distributionId: 1, type: 1, subjectId: 1 },
          { unique: true, partialFilterExpression: { distributionId: { $gte: new Types.ObjectId('0'.repeat(24)) } } },
        );
      }
    });
  });

  describe('I2', () => {
    it('a wallet that holds a millionth too much', async () => {
      await update('users', { _id: users[1]!._id }, { $inc: { 'wallets.earnings': usdt('0.000001') } });
      const paid = 2 * (1 + 0.5) + 100 / 7 + 10;
      const [difference, ...others] = await only('I2');
      expect(others).toEqual([]);
      expect(difference).toMatchObject({ ids: { userId: users[1]!._id.toHexString() } });
      expect(Number(difference!.expected)).toBeCloseTo(paid, 5);
      expect(Math.round((Number(difference!.actual) - Number(difference!.expected)) * 1e6)).toBe(1);
    });

    it('a stake that forgot what it earned', async () => {
      await update('stakes', { _id: stakes[4]!._id }, { $unset: { totalEarned: '' } });
      expect(await only('I2')).toMatchObject([
        { ids: { stakeId: stakes[4]!._id.toHexString() }, expected: '1.5', actual: '0' },
      ]);
    });

    it('a stake above its cap, though its entries say the same', async () => {
      await update('stakes', { _id: stakes[4]!._id }, { $set: { amount: usdt('0.7') } });
      expect(await only('I2')).toMatchObject([
        { ids: { stakeId: stakes[4]!._id.toHexString() }, expected: 'at most 1.4', actual: '1.5' },
      ]);
    });

    it('money in the wallet of somebody who was never paid', async () => {
      const idle = aUser({ wallets: { earnings: usdt('3') } });
      await day.insert('users', idle, aUser({ wallets: {} }), aUser({ wallets: { earnings: null } }));
      expect(await only('I2')).toMatchObject([{ ids: { userId: idle._id.toHexString() }, expected: '0', actual: '3' }]);
    });

    it('a wallet that holds no exact amount although it was paid', async () => {
      await update('users', { _id: users[1]!._id }, { $set: { 'wallets.earnings': '27.5' } });
      expect(await only('I2')).toMatchObject([{ actual: 'not an exact amount: "27.5"' }]);
    });

    it('but not a broken wallet that was never paid: nobody can pay it', async () => {
      await day.insert('users', aUser({ wallets: { earnings: 'many' } }));
      expect(await day.broken()).toEqual([]);
    });

    it('an entry whose amount was changed: wallet and stake', async () => {
      await update('transactions', { _id: (await stakeEntry())!._id }, { $set: { amount: usdt('5') } });
      const { differences } = await check('I2');
      expect(differences.map(({ ids }) => ids)).toEqual([
        { userId: users[1]!._id.toHexString() },
        { userId: users[1]!._id.toHexString(), stakeId: stakes[3]!._id.toHexString() },
      ]);
    });

    it('entries of a user who has gone', async () => {
      await day.collection('users').deleteOne({ _id: users[0]!._id });
      expect((await check('I2')).differences).toContainEqual(
        expect.objectContaining({ ids: { userId: users[0]!._id.toHexString() }, actual: 'no such user' }),
      );
    });

    it('an entry for a stake that is another user’s', async () => {
      await update('transactions', { _id: (await stakeEntry())!._id }, { $set: { stakeId: stakes[12]!._id } });
      expect((await check('I2')).differences).toContainEqual(
        expect.objectContaining({
          ids: { userId: users[1]!._id.toHexString(), stakeId: stakes[12]!._id.toHexString() },
          expected: '1',
          actual: 'no such stake of this user',
        }),
      );
    });

    it('money of a stake, and an entry, that name no user', async () => {
      const lost = aStake(
        { _id: new Types.ObjectId() },
        { userId: 'nobody', totalEarned: usdt('2'), status: 'CANCELLED' },
      );
      await day.insert('stakes', lost);
      const entry = { userId: 'nobody', amount: usdt('2'), subjectId: lost._id };
      await day.collection('transactions').insertOne({ ...entry, distributionId: new Types.ObjectId() });
      // What another service writes for nobody is its own.
      await day.collection('transactions').insertOne({ ...entry });
      const noUsers = [null, 7, usdt('7'), [], {}, new Date(0), true];
      const others = noUsers.map((userId) =>
        aStake({ _id: new Types.ObjectId() }, { userId, totalEarned: usdt('3'), status: 'CANCELLED' }),
      );
      await day.insert('stakes', ...others);
      await day.collection('stakes').updateOne({ _id: others[0]!._id }, { $unset: { userId: '' } });
      const differences = await only('I2');
      const named = differences.filter(({ ids }) => 'stakeId' in ids).map(({ ids }) => ids['stakeId']);
      expect(named.sort()).toEqual([lost, ...others].map(({ _id }) => _id.toHexString()).sort());
      expect(differences.filter(({ ids }) => 'entryId' in ids)).toMatchObject([
        { expected: 'a user', actual: 'nobody' },
      ]);
    });

    it('one wallet far behind the first thousands, and one at each end of the ids', async () => {
      const many = Array.from({ length: 4_200 }, (_, index) => aUser({ _id: id(1_000 + index) }));
      await day.insert('users', ...many);
      const ends = ['000000000000000000000000', 'ffffffffffffffffffffffff'].map((hex) => new Types.ObjectId(hex));
      const rich = [...ends, id(1_000 + 4_150)];
      await day.insert('users', ...ends.map((_id) => aUser({ _id })));
      await day.collection('users').updateMany({ _id: { $in: rich } }, { $set: { wallets: { earnings: usdt('1') } } });
      const ids = (await only('I2')).map((difference) => difference.ids['userId']);
      expect(ids.sort()).toEqual(rich.map((_id) => _id.toHexString()).sort());
    });

    it('more than it can tell: it tells the first hundred and counts all', async () => {
      await day.insert('users', ...Array.from({ length: 130 }, () => aUser({ wallets: { earnings: usdt('1') } })));
      const result = await check('I2');
      expect(result.differencesTotal).toBe(130);
      expect(result.differences).toHaveLength(100);
    });
  });

  describe('I3', () => {
    it.each<[string, object, readonly string[]]>([
      // With it the chunk accounts for a stake too many.
      ['a number', { $inc: { paid: 1 } }, ['I3', 'I5']],
      ['a total', { $inc: { total: usdt('0.000001') } }, ['I3']],
    ])('%s of a chunk', async (_, change, broken) => {
      await update('distributionchunks', { distributionId: slot1, phase: 'ROS', index: 1 }, change);
      const report = await day.check();
      expect(failing(report)).toEqual(broken);
      const { differences } = report.checks.find(({ id }) => id === 'I3')!;
      expect(differences).toMatchObject([{ ids: { key: `${DATE}/slot-1` }, expected: '14 payouts, 14 USDT' }]);
    });

    it.each<[string, object]>([
      ['totals.PREMIUM.count', { $inc: { 'totals.PREMIUM.count': -1 } }],
      ['totals.PREMIUM.total', { $inc: { 'totals.PREMIUM.total': usdt('0.000001') } }],
      ['processedStakes', { $inc: { processedStakes: 1 } }],
      ['usersProcessed', { $inc: { usersProcessed: 1 } }],
      ['totalDistributed', { $inc: { totalDistributed: usdt('1') } }],
      ['totals, all of them', { $set: { totals: null } }],
    ])('%s of the distribution', async (_, change) => {
      await update('distributions', { _id: slot2 }, change);
      const differences = await only('I3');
      expect(differences.length).toBeGreaterThan(0);
      expect(differences[0]!.ids).toMatchObject({ distributionId: slot2.toHexString() });
    });

    it('an entry that was lost', async () => {
      await day.collection('transactions').deleteOne({ _id: (await stakeEntry())!._id });
      const report = await day.check();
      expect(failing(report)).toEqual(['I2', 'I3']);
      expect(report.checks[2]!.differences).toContainEqual({
        what: 'ROS by the PAID chunks against the ledger',
        ids: { key: `${DATE}/slot-1`, distributionId: slot1.toHexString() },
        expected: '13 payouts, 13 USDT',
        actual: '14 payouts, 14 USDT',
      });
    });

    it.each<[string, object]>([
      ['another date', { distributionDate: '2026-02-13' }],
      ['another slot', { slotNumber: 2 }],
    ])('an entry filed under %s', async (_, fields) => {
      await update('transactions', { _id: (await stakeEntry())!._id }, { $set: fields });
      expect(await only('I3')).toMatchObject([{ what: '1 entries filed wrongly', ids: { key: `${DATE}/slot-1` } }]);
    });

    it('entries of the date that belong to no distribution of it', async () => {
      const stranger = new Types.ObjectId();
      await update('transactions', { _id: (await stakeEntry())!._id }, { $set: { distributionId: stranger } });
      expect((await check('I3')).differences).toContainEqual(
        expect.objectContaining({ ids: { distributionId: stranger.toHexString() }, actual: '1 entries, 1 USDT' }),
      );
    });
  });

  describe('I4', () => {
    it('a share that was a millionth short everywhere, so that all totals agree', async () => {
      const share = { distributionId: slot2, type: 'PERFORMANCE_POOL', userId: users[0]!._id };
      const less = usdt('-0.000001');
      await update('transactions', share, { $inc: { amount: less } });
      await update('users', { _id: users[0]!._id }, { $inc: { 'wallets.earnings': less } });
      await update(
        'distributionchunks',
        { distributionId: slot2, phase: 'PERFORMANCE', index: 0 },
        { $inc: { total: less } },
      );
      await update(
        'distributions',
        { _id: slot2 },
        { $inc: { 'totals.PERFORMANCE.total': less, totalDistributed: less } },
      );
      expect(await only('I4')).toMatchObject([{ ids: { key: `${DATE}/slot-2` }, expected: '70', actual: '69.999999' }]);
    });

    it('a planned share that is not what it was', async () => {
      await update('distributions', { _id: slot2 }, { $inc: { 'plan.premiumSplit.extraCount': 1 } });
      expect(await only('I4')).toMatchObject([{ expected: '100', actual: '100.000001' }]);
    });

    it('shares of a pool that nobody qualified for', async () => {
      await update('distributions', { _id: slot2 }, { $set: { 'plan.premiumQualifiers': 0 } });
      expect(await only('I4')).toMatchObject([
        { expected: '0', actual: '100' },
        { expected: '0', actual: '100' },
      ]);
    });
  });

  describe('I5', () => {
    const extraChunk = (status: string) => ({
      distributionId: slot1,
      phase: 'ROS',
      index: 99,
      status,
      subjects: { kind: 'named', stakeIds: [] },
      secondChance: true,
      paid: 0,
      users: 0,
      errors: 0,
      total: usdt('0'),
    });

    it.each(['OPEN', 'FAILED'])('COMPLETED with a chunk that is %s', async (status) => {
      await day.collection('distributionchunks').insertOne(extraChunk(status));
      expect(await only('I5')).toMatchObject([{ ids: { key: `${DATE}/slot-1` }, expected: 'all chunks PAID' }]);
    });

    it('COMPLETED without ever having been planned', async () => {
      await update('distributions', { _id: slot1 }, { $set: { plan: null } });
      expect(await only('I5')).toMatchObject([{ expected: 'a plan' }]);
    });

    it('COMPLETED and a planned chunk is gone', async () => {
      await day
        .collection('distributionchunks')
        .deleteOne({ distributionId: slot1, phase: 'ROS', secondChance: false });
      const differences = (await day.check()).checks.find(({ id }) => id === 'I5')!.differences;
      expect(differences.map(({ what }) => what)).toEqual([
        `the planned ROS chunks of ${DATE}/slot-1`,
        `the due stakes of ${DATE}/slot-1 that its chunks account for`,
      ]);
    });

    it('COMPLETED and the plan knew of a stake that nobody accounts for', async () => {
      await update('distributions', { _id: slot1 }, { $inc: { 'plan.stakes': 1, 'plan.active': 1 } });
      expect(await only('I5')).toMatchObject([
        { what: `the due stakes of ${DATE}/slot-1 that its chunks account for` },
      ]);
    });

    it('COMPLETED and an ACTIVE stake is neither due nor not due', async () => {
      await update('distributions', { _id: slot1 }, { $inc: { 'plan.active': 1 } });
      expect(await only('I5')).toMatchObject([
        { what: `the ACTIVE stakes of ${DATE}/slot-1 against those due and not due` },
      ]);
    });

    it.each<[string, object]>([
      ['FAILED for its chunks', { status: 'FAILED', reason: 'CHUNKS_FAILED' }],
      ['FAILED for no reason', { status: 'FAILED', reason: null }],
      ['MISFIRED', { status: 'FAILED', reason: 'MISFIRED' }],
      ['CANCELLED', { status: 'CANCELLED' }],
    ])('%s with all chunks PAID', async (_, fields) => {
      await update('distributions', { _id: slot1 }, { $set: fields });
      expect(await only('I5')).toMatchObject([{ ids: { distributionId: slot1.toHexString() } }]);
    });

    it('but not FAILED with all chunks PAID because nobody could be paid', async () => {
      await update('distributions', { _id: slot1 }, { $set: { status: 'FAILED', reason: 'NOTHING_PAID' } });
      expect(await day.broken()).toEqual([]);
    });

    it('but not chunks that wait for a run that was asked for', async () => {
      await day.collection('distributionchunks').insertOne(extraChunk('OPEN'));
      await update('distributions', { _id: slot1 }, { $set: { 'run.state': 'REQUESTED' } });
      expect(await day.broken()).toEqual([]);
    });
  });

  describe('I6', () => {
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
    const aWorker = (startedAt: Date, lastHeartbeat: Date) =>
      day.collection('workers').insertOne({ _id: `w-${Date.now()}` as never, version: '1', startedAt, lastHeartbeat });
    const late = async (fields: object = {}) => {
      await update('distributions', { _id: slot1 }, { $set: { executedAt: ago(600) } });
      await update(
        'distributions',
        { _id: slot2 },
        { $set: { executedAt: null, updatedAt: ago(60), scheduledFor: ago(40), ...fields } },
      );
    };
    const i6 = async () => (await day.check()).checks[5]!;
    afterEach(async () => {
      await day.collection('workers').deleteMany({});
      await day.collection('executioncontrols').deleteMany({});
    });

    it('a slot that nobody took for 40 seconds while a worker lived', async () => {
      await late({ status: 'PENDING' });
      await aWorker(ago(300), ago(1));
      expect(await i6()).toMatchObject({
        holds: false,
        differences: [{ ids: { key: `${DATE}/slot-2` }, expected: 'taken within 15 s' }],
      });
    });

    it('a slot whose worker died and that nobody took over', async () => {
      await late({ status: 'EXECUTING', 'run.leaseUntil': ago(30) });
      await aWorker(ago(300), ago(1));
      expect(await i6()).toMatchObject({ holds: false, differences: [{ ids: { key: `${DATE}/slot-2` } }] });
    });

    it('but not while no worker lives', async () => {
      await late({ status: 'PENDING' });
      await aWorker(ago(300), ago(45));
      expect((await i6()).holds).toBe(true);
    });

    it('but not while an admin has paused execution, nor just after', async () => {
      await late({ status: 'PENDING' });
      await aWorker(ago(300), ago(1));
      const controls = day.collection('executioncontrols');
      await controls.insertOne({ _id: 'execution' as never, paused: true, changedAt: ago(100) });
      expect((await i6()).holds).toBe(true);
      await controls.updateOne({}, { $set: { paused: false, changedAt: ago(5) } });
      expect((await i6()).holds).toBe(true);
      await controls.updateOne({}, { $set: { changedAt: ago(30) } });
      expect((await i6()).holds).toBe(false);
    });

    it('but not while it waits for the slot before it', async () => {
      await late({ status: 'PENDING' });
      await aWorker(ago(300), ago(1));
      await update('distributions', { _id: slot1 }, { $set: { status: 'EXECUTING', 'run.leaseUntil': ago(-10) } });
      expect((await i6()).holds).toBe(true);
    });
  });
});
