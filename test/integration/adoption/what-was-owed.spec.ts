import type { mongo } from 'mongoose';
import { OldDays, USUAL_MAPPING, type OldDaysReport, type OldSlotLine } from '#lib/adoption';
import { parseCalendarDate } from '#lib/calendar';
import type { Run } from '#lib/slots';
import { Compensation, Reconciliation } from '#lib/reconciliation';
import { writeOldPlatform, type OldPlatform } from '../../../apps/cli/src/seeding/old-platform.js';
import { micros, microsOrNull } from '../../support/exact.js';
import { PaidDay, failing } from '../reconciliation/paid-day.js';

const USERS = 150;
interface Wallets {
  readonly earnings: unknown;
}
const ANN = { actor: { id: '65b000000000000000000009', email: 'ann@example.com' }, requestId: 'r-1' };
const OPTIONS = { mapping: USUAL_MAPPING.oldDays, activatedAt: ['createdAt'], progress: () => undefined };

describe('what an old system owed', () => {
  let day: PaidDay;
  let old: OldPlatform;

  beforeEach(async () => {
    day = await PaidDay.start('what-was-owed', { CHUNK_SIZE: '40', STAKE_ACTIVATED_AT_FIELD: 'createdAt' });
    old = await writeOldPlatform(database(), { users: USERS, odd: true });
    // As starting on such a database leaves it: nobody has written what stood in the wallets before.
    await day.connection
      .collection<{ _id: string }>('systems')
      .updateOne({ _id: 'system' }, { $set: { foundBalances: true } }, { upsert: true });
  });
  afterEach(() => day.stop());

  const database = () => day.connection.db as mongo.Db;
  const survey = () => day.get(OldDays).survey(OPTIONS);
  const record = () => day.get(OldDays).record(OPTIONS);
  const stateOf = ({ slots }: OldDaysReport) => slots.map(({ date, slotNumber, state }) => [date, slotNumber, state]);
  const dump = async () => {
    const names = [
      'users',
      'stakes',
      'transactions',
      'distributions',
      'distributionchunks',
      'adoption',
      'dailydistributions',
    ];
    return Promise.all(
      names.map(async (name) => [name, await database().collection(name).find().sort({ _id: 1 }).toArray()]),
    );
  };
  const compensate = (date: string) => day.get(Compensation).compensate(parseCalendarDate(date), ANN);

  it('is found by the days, the entries and the histories, and nothing is written', async () => {
    const before = await dump();
    const report = await survey();
    expect(await dump()).toEqual(before);
    const expected = await owedByHand();
    expect(report.wallClock).toMatch(/^UTC\+01:00/);
    expect(
      report.slots.map(({ date, slotNumber, scheduledFor, owed, amount, unclear }) => ({
        ...{ date, slotNumber, owed, unclear },
        at: scheduledFor.toISOString(),
        amount: micros(Number(amount)),
      })),
    ).toEqual(expected.map(({ stakes: _stakes, payable, ...slot }) => ({ ...slot, owed: payable, unclear: 0 })));
    // Nobody was paid on the 12th, in the second slot of the 13th, and in half of the 14th.
    expect(report.slots.map(({ paid, owed }) => [paid > 0, owed > 0])).toEqual([
      [false, true],
      [true, false],
      [false, true],
      [true, true],
      [true, false],
      [true, false],
    ]);
    expect(report.slots.map(({ unpayable }) => unpayable)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(report.unpayable).toMatchObject({ count: 42 });
    for (const { due, paid, nothing, unclear, owed, unpayable } of report.slots) {
      expect(paid + nothing + unclear + owed + unpayable).toBe(due);
    }
    expect(report.paidTwice).toMatchObject({ count: 1 });
    expect(report.problems).toEqual([]);
  });

  it('is recorded slot by slot, once, and paid by compensate as runs of kind legacy, once', async () => {
    await day.startWorker();
    const expected = await owedByHand();
    const wallets = await walletsByUser();
    expect(stateOf(await record())).toEqual(
      expected.map(({ date, slotNumber, payable }) => [date, slotNumber, payable > 0 ? 'recorded' : 'settled']),
    );
    const recorded = await dump();
    expect((await record()).slots).toEqual((await survey()).slots);
    expect(await dump()).toEqual(recorded);

    for (const date of ['2026-02-12', '2026-02-13', '2026-02-14', '2026-02-15']) {
      const result = await compensate(date);
      const due = expected.filter((slot) => slot.date === date);
      expect(result).toMatchObject({
        ended: true,
        subjects: due.reduce((sum, { payable }) => sum + payable, 0),
        amount: Number(due.reduce((sum, slot) => sum + slot.amount, 0n)) / 1e6,
      });
      const again = await compensate(date);
      expect(again).toMatchObject({ subjects: 0, amount: 0 });
    }
    await expectPaid(expected, wallets);
    for (const { date } of expected) {
      const report = await day.get(Reconciliation).check(parseCalendarDate(date));
      expect(failing(report)).toEqual([]);
      expect(report.missing).toMatchObject({ payable: 0, unreported: 0 });
    }
    const slots = await database().collection('distributions').find().sort({ scheduledFor: 1 }).toArray();
    expect(slots.map((slot): unknown[] => [slot['key'], (slot['run'] as Run).kind, slot['status']])).toEqual(
      expected
        .filter(({ payable }) => payable > 0)
        .map(({ date, slotNumber }) => [`${date}/slot-${slotNumber}`, 'legacy', 'COMPLETED']),
    );
    const owner = await database().collection('users').findOne({ _id: old.owner.userId });
    expect(micros((owner?.['wallets'] as Wallets).earnings)).toBe(373_324_000_000n);
    const stake = await database().collection('stakes').findOne({ _id: old.owner.stakeId });
    expect(micros(stake?.['totalEarned'])).toBe(14_000_000n);
  });

  it('is taken away again where nobody was paid, and stays where somebody was', async () => {
    await day.startWorker();
    const before = await dump();
    await record();
    expect(await day.get(OldDays).undo()).toMatchObject({ kept: [] });
    expect(await dump()).toEqual(before);
    await record();
    await compensate('2026-02-13');
    const { kept } = await day.get(OldDays).undo();
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every((slot) => slot.startsWith('2026-02-13#'))).toBe(true);
    expect(await database().collection('distributions').countDocuments()).toBe(kept.length);
  });

  it('broken off while it is recorded, it is recorded whole by whoever comes next', async () => {
    const stop = new Error('killed');
    let users = 0;
    const dying = { ...OPTIONS, progress: () => void ((users += 1) === 60 && throwing(stop)) };
    await expect(day.get(OldDays).record(dying)).rejects.toBe(stop);
    expect(await database().collection('distributions').countDocuments()).toBe(0);
    const report = await record();
    const chunks = await database().collection('distributionchunks').find().toArray();
    const named = chunks.flatMap((chunk) => (chunk['subjects'] as { stakeIds: unknown[] }).stakeIds);
    expect(named).toHaveLength(
      report.slots.reduce((sum, slot) => sum + (slot.owed > 0 ? slot.owed + slot.unpayable : 0), 0),
    );
  });

  it.each<[string, (days: mongo.Collection) => Promise<unknown>, RegExp]>([
    [
      'an unknown status',
      (days) => days.updateOne({ date: '2026-02-14' }, { $set: { 'slots.0.status': 'DONE' } }),
      /slots\.0\.status DONE is not known/,
    ],
    [
      'a rate that is none',
      (days) => days.updateOne({ date: '2026-02-14' }, { $set: { 'slots.0.rosPercentage': '1' } }),
      /slots\.0\.rosPercentage is no percentage/,
    ],
    [
      'a time that is none',
      (days) => days.updateOne({ date: '2026-02-14' }, { $set: { 'slots.0.scheduledTime': 'noon' } }),
      /slots\.0\.scheduledFor is neither/,
    ],
    [
      'a slot that stands there twice, at different rates',
      (days) =>
        days.insertOne({
          date: '2026-02-14',
          slots: [{ slotNumber: 1, scheduledTime: '12:56:00', status: 'PENDING', rosPercentage: 2 }],
        }),
      /with another rate or instant/,
    ],
  ])('%s: the slot is named and left out, the others are read', async (_, spoil, expected) => {
    await spoil(database().collection('dailydistributions'));
    const report = await survey();
    expect(report.problems.map(({ field, reason }) => `${field} ${reason}`).join()).toMatch(expected);
    expect(report.slots.map(({ date }) => date)).not.toContain('2026-02-14');
    expect(report.slots).toHaveLength(5);
  });

  it('a collection of which no day can be read is refused by name, with an example, and nothing is written', async () => {
    const days = database().collection('dailydistributions');
    await days.updateMany({}, { $rename: { date: 'tag' } });
    const before = await dump();
    const example = await days.findOne({}, { sort: { _id: 1 } });
    const refused = day.get(OldDays).check(OPTIONS.mapping);
    await expect(refused).rejects.toThrow(
      `dailydistributions: none of its 3 days can be read. In ${String(example?._id)}, date is no date.`,
    );
    expect(await dump()).toEqual(before);
  });

  it('a payout that does not say for which slot, or stake, or that is not completed, is left for somebody to look at', async () => {
    const entries = database().collection('transactions');
    const filter = { userId: old.owner.userId, distributionDate: '2026-02-15' };
    const unclear = async () => {
      const { slots, unclear: told } = await survey();
      const counts = slots.filter(({ date }) => date >= '2026-02-15').map((slot: OldSlotLine) => slot.unclear);
      return [counts, told.items.map(({ reason }) => reason)];
    };
    await database()
      .collection('stakes')
      .updateOne({ _id: old.owner.stakeId }, { $set: { dailyReturnsHistory: [] } });
    await entries.deleteOne({ ...filter, slotNumber: 1 });
    await entries.updateOne(filter, { $unset: { slotNumber: 1, 'metadata.slotNumber': 1 } });
    const noSlot = 'a payout of that date does not say for which slot it was';
    expect(await unclear()).toEqual([
      [1, 1],
      [noSlot, noSlot],
    ]);
    await entries.updateOne(filter, { $set: { slotNumber: 2 }, $unset: { stakeId: 1 } });
    expect(await unclear()).toEqual([[0, 1], ['a payout of its user does not say for which stake it was']]);
    await entries.updateOne(filter, { $set: { stakeId: old.owner.stakeId, status: 'Pending' } });
    expect(await unclear()).toEqual([[0, 1], ['a payout of it is not completed']]);
  });

  /** The rules of the README of such a database, by hand: instants in Lagos, due if made before them. */
  async function owedByHand() {
    const slots = [
      { date: '2026-02-12', slotNumber: 1, at: '2026-02-12T14:30:00.000Z' },
      { date: '2026-02-13', slotNumber: 1, at: '2026-02-13T11:56:00.000Z' },
      { date: '2026-02-13', slotNumber: 2, at: '2026-02-13T11:58:59.000Z' },
      { date: '2026-02-14', slotNumber: 1, at: '2026-02-14T11:56:00.000Z' },
      { date: '2026-02-15', slotNumber: 1, at: '2026-02-15T11:56:00.000Z' },
      { date: '2026-02-15', slotNumber: 2, at: '2026-02-15T17:00:00.000Z' },
    ];
    const stakes = await database().collection('stakes').find({ status: 'ACTIVE' }).toArray();
    const entries = await database().collection('transactions').find({ type: 'Daily ROS Payout' }).toArray();
    const users = new Set((await database().collection('users').find().toArray()).map(({ _id }) => String(_id)));
    const told = (owner: mongo.BSON.Document, date: string, slotNumber: number) =>
      owner['date'] === date && owner['slotNumber'] === slotNumber;
    return slots.map(({ date, slotNumber, at }) => {
      const owed = stakes.filter((stake) => {
        const isPaid =
          ((stake['dailyReturnsHistory'] ?? []) as mongo.BSON.Document[]).some((line) =>
            told(line, date, slotNumber),
          ) ||
          entries.some(
            (entry) =>
              String(entry['stakeId']) === String(stake._id) &&
              entry['distributionDate'] === date &&
              entry['slotNumber'] === slotNumber,
          );
        return (
          stake['userId'] instanceof Object &&
          stake['createdAt'] instanceof Date &&
          stake['createdAt'] < new Date(at) &&
          !isPaid
        );
      });
      const amounts = owed.map((stake) => {
        const amount = microsOrNull(stake['amount']);
        return amount === null || amount <= 0n || amount > 10n ** 16n ? null : amount / 100n;
      });
      const payable = owed.filter((stake, index) => amounts[index] !== null && users.has(String(stake['userId'])));
      return {
        ...{ date, slotNumber, at },
        stakes: owed,
        payable: payable.length,
        amount: amounts.reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n),
      };
    });
  }

  async function walletsByUser(): Promise<Map<string, bigint | null>> {
    const users = await database().collection('users').find().toArray();
    return new Map(
      users.map((user) => [String(user._id), microsOrNull((user['wallets'] as Wallets | undefined)?.earnings)]),
    );
  }

  async function expectPaid(
    expected: Awaited<ReturnType<typeof owedByHand>>,
    before: ReadonlyMap<string, bigint | null>,
  ): Promise<void> {
    const due = new Map<string, bigint>();
    for (const { stakes } of expected) {
      for (const stake of stakes) {
        const amount = microsOrNull(stake['amount']);
        const owner = String(stake['userId']);
        if (amount !== null && amount > 0n) due.set(owner, (due.get(owner) ?? 0n) + amount / 100n);
      }
    }
    for (const [userId, wallet] of await walletsByUser()) {
      const was = before.get(userId) ?? null;
      expect([userId, wallet]).toEqual([userId, was === null ? null : was + (due.get(userId) ?? 0n)]);
    }
  }
});

function throwing(error: Error): never {
  throw error;
}
