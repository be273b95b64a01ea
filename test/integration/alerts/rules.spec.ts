import { AlertNotFoundError, AlertStore, AlertWatch, type AlertRule } from '#lib/alerts';
import { COLLECTIONS, runInTransaction } from '#lib/database';
import { AppLogger } from '#lib/observability';
import { jest } from '@jest/globals';
import { Types } from 'mongoose';
import { usdt } from '../../support/builders.js';
import { AlertHarness, aSlot } from './alert-harness.js';

let harness: AlertHarness;
beforeAll(async () => {
  harness = await AlertHarness.start('alert-rules', {}, { watchers: 2 });
});
afterAll(() => harness.stop());
beforeEach(() => harness.clear());

const RULES = { rosCapPercent: 200, performancePoolRanks: [], premiumPoolRanks: [], timeZone: 'UTC' };

const rules = async (): Promise<AlertRule[]> => (await harness.alerts()).map(({ rule }) => rule);
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

/** What each rule is raised by, and what else is raised with it. */
/** The run of a slot whose lease ran out, and which got on last, so many minutes ago. */
function running(leaseMinutes: number, progressMinutes: number): object {
  const [leaseUntil, progressAt] = [minutesAgo(leaseMinutes), minutesAgo(progressMinutes)];
  return { kind: 'schedule', state: 'EXECUTING', worker: 'w', requestedAt: minutesAgo(5), leaseUntil, progressAt };
}

const OCCASIONS: readonly [AlertRule, Readonly<Record<string, unknown>>, readonly AlertRule[]][] = [
  ['SLOT_FAILED', { status: 'FAILED', reason: 'MISFIRED', error: 'too late', plan: null, processedStakes: 0 }, []],
  ['NOBODY_PAID', { processedStakes: 0, totalDistributed: usdt('0') }, []],
  ['FEW_STAKES_PAID', { processedStakes: 8 }, []],
  [
    'ENTRIES_MISSING',
    { status: 'FAILED', reason: 'LEDGER_MISMATCH', error: 'chunks say 10 entries, the ledger has 9' },
    ['SLOT_FAILED'],
  ],
  ['RECORDS_FAILED', { processedStakes: 9, errors: 1 }, []],
  [
    'SLOT_OVERDUE',
    { status: 'PENDING', scheduledFor: minutesAgo(2), plan: null, startedAt: null, executedAt: null },
    [],
  ],
  [
    'POOL_WITHOUT_QUALIFIERS',
    { rosPercentage: usdt('0'), premiumPoolAmount: usdt('10'), processedStakes: 0, totalDistributed: usdt('0') },
    [],
  ],
];

it.each(OCCASIONS)(
  '%s is raised once, however often and by however many watchers it is seen',
  async (rule, fields, also) => {
    const writes = harness.watchers.map((watcher) => jest.spyOn(harness.get(AppLogger, watcher), 'write'));
    const before = await harness.counted(rule);
    await harness.insertSlot(aSlot(fields));
    await Promise.all(Array.from({ length: 5 }, () => harness.look()));
    await harness.look();

    expect(await rules()).toEqual([rule, ...also].sort());
    expect((await harness.counted(rule)) - before).toBe(1);
    const lines = writes.flatMap(({ mock }) => mock.calls).filter(([, line]) => line.startsWith(`ALERT ${rule}: `));
    expect(lines.map(([level]) => level)).toEqual(['error']);
    const alert = (await harness.alerts()).find((found) => found.rule === rule);
    expect(alert).toMatchObject({ date: '2026-02-12', slotNumber: 1, acknowledgedAt: null, delivery: 'none' });
  },
);

it('NO_WORKER is raised once for each silence', async () => {
  await harness.workerSeen(minutesAgo(2));
  await Promise.all(Array.from({ length: 5 }, () => harness.look()));
  expect(await rules()).toEqual(['NO_WORKER']);
  expect(await harness.counted('NO_WORKER')).toBe(1);

  await harness.workerSeen(minutesAgo(1.1));
  await harness.look();
  expect(await rules()).toEqual(['NO_WORKER', 'NO_WORKER']);
});

it.each([
  ['a slot that paid all', {}],
  ['a slot that paid nine in ten', { processedStakes: 9 }],
  ['a day without stakes', { plan: { stakes: 0, premiumQualifiers: 0, performanceQualifiers: 0 }, processedStakes: 0 }],
  ['a slot that was cancelled', { status: 'CANCELLED', processedStakes: 0, plan: null }],
  ['a slot whose time comes', { status: 'PENDING', scheduledFor: minutesAgo(-5), plan: null }],
  ['a slot that is running', { status: 'EXECUTING', run: running(-1, 0), processedStakes: 0 }],
  ['a pool that was shared', { premiumPoolAmount: usdt('1'), plan: { stakes: 10, premiumQualifiers: 1 } }],
])('nothing is raised by %s', async (_, fields) => {
  await harness.insertSlot(aSlot(fields));
  await harness.look();
  expect(await rules()).toEqual([]);
});

it('nothing is raised by a slot that is late by less than a minute', async () => {
  await harness.insertSlot(aSlot({ status: 'PENDING', scheduledFor: minutesAgo(0.5), plan: null }));
  await harness.look();
  expect(await rules()).toEqual([]);
});

it('a slot that waits for another is alerted only when that one does not get on, and says what it waits for', async () => {
  const waiting = aSlot({ status: 'PENDING', scheduledFor: minutesAgo(3), plan: null, executedAt: null });
  await harness.insertSlot(waiting);
  const before = { key: '2026-02-12/slot-9', slotNumber: 9, executedAt: null, processedStakes: 0 };
  await harness.insertSlot(aSlot({ ...before, status: 'EXECUTING', run: running(-1, 0) }));
  const slots = harness.connection.collection('distributions');
  const open = async () =>
    (await harness.alerts()).filter(({ resolvedAt }) => resolvedAt === null).map(({ message }) => message);

  await harness.look();
  expect(await rules()).toEqual([]);

  await slots.updateOne({ status: 'EXECUTING' }, { $set: { run: running(-1, 1.1) } });
  await harness.look();
  expect((await rules()).sort()).toEqual(['SLOT_OVERDUE', 'SLOT_STALLED']);
  expect((await open()).filter((message) => message.includes('waits for'))).toHaveLength(1);

  await slots.updateOne({ status: 'EXECUTING' }, { $set: { run: running(-1, 0) } });
  await harness.look();
  expect(await open()).toEqual([]);

  await slots.updateOne({ status: 'EXECUTING' }, { $set: { status: 'COMPLETED', 'run.state': 'ENDED' } });
  await harness.look();
  expect((await open()).filter((message) => message.endsWith('no worker runs it'))).toHaveLength(1);
});

it('a slot that nobody starts because execution is paused says so', async () => {
  await harness.insertSlot(aSlot({ status: 'PENDING', scheduledFor: minutesAgo(3), plan: null, executedAt: null }));
  const switches = harness.connection.collection(COLLECTIONS.executionControls);
  await switches.insertOne({ _id: 'execution' as never, paused: true, changedAt: minutesAgo(5) });
  await harness.look();
  await switches.deleteMany({});
  expect((await harness.alerts()).map(({ message }) => message)).toEqual([
    expect.stringMatching(/overdue by 3 min; execution is paused$/) as string,
  ]);
});

it('a slot whose worker fell silent in the midst of it is overdue', async () => {
  await harness.insertSlot(aSlot({ status: 'EXECUTING', run: running(2, 0), executedAt: null, processedStakes: 0 }));
  await harness.look();
  expect(await rules()).toEqual(['SLOT_OVERDUE']);
});

it('a slot that runs and does not get on is alerted, though its worker renews the lease, and though it was overdue before', async () => {
  await harness.insertSlot(aSlot({ status: 'PENDING', scheduledFor: minutesAgo(3), plan: null, executedAt: null }));
  await harness.look();
  await harness.connection
    .collection('distributions')
    .updateOne({}, { $set: { status: 'EXECUTING', run: running(-1, 1.1), startedAt: minutesAgo(2) } });
  await harness.look();
  await harness.look();
  expect(await rules()).toEqual(['SLOT_OVERDUE', 'SLOT_STALLED']);
});

it('what is gone is resolved, and raised again when it comes back', async () => {
  const silent = running(2, 0);
  await harness.insertSlot(aSlot({ status: 'EXECUTING', run: silent, executedAt: null, processedStakes: 0 }));
  const slots = harness.connection.collection('distributions');
  const resolved = async () => (await harness.alerts()).map(({ resolvedAt }) => resolvedAt !== null);
  await harness.look();
  expect(await resolved()).toEqual([false]);
  await slots.updateOne({}, { $set: { 'run.leaseUntil': minutesAgo(-5), 'run.progressAt': new Date() } });
  await harness.look();
  expect(await resolved()).toEqual([true]);
  await slots.updateOne({}, { $set: { run: silent } });
  await harness.look();
  expect([await rules(), (await resolved()).at(-1)]).toEqual([['SLOT_OVERDUE'], false]);
});

it('the failure of a slot is resolved when it has paid all in the end', async () => {
  await harness.insertSlot(aSlot({ status: 'FAILED', reason: 'CHUNKS_FAILED', error: 'no', processedStakes: 0 }));
  await harness.look();
  const whole = { status: 'COMPLETED', error: null, attempts: 2, processedStakes: 10, updatedAt: new Date() };
  await harness.connection.collection('distributions').updateOne({}, { $set: whole });
  await harness.look();
  expect((await harness.alerts()).map(({ rule, resolvedAt }) => [rule, resolvedAt instanceof Date])).toEqual([
    ['SLOT_FAILED', true],
  ]);
});

it('a retry that fails again is an occasion of its own', async () => {
  const failed = { status: 'FAILED', reason: 'CHUNKS_FAILED', error: 'no', processedStakes: 10 };
  await harness.insertSlot(aSlot({ ...failed, attempts: 1 }));
  await harness.look();
  await harness.connection.collection('distributions').updateOne({}, { $set: { attempts: 2, updatedAt: new Date() } });
  await harness.look();
  expect(await rules()).toEqual(['SLOT_FAILED', 'SLOT_FAILED']);
});

it('what ended while nobody watched is alerted after a start', async () => {
  const late = await AlertHarness.start('alerts-late');
  try {
    await late.clear();
    await late.insertSlot(aSlot({ status: 'FAILED', error: 'no', updatedAt: minutesAgo(3 * 24 * 60) }));
    await late.look();
    expect((await late.alerts()).map(({ rule }) => rule)).toEqual(['SLOT_FAILED']);
  } finally {
    await late.stop();
  }
});

it('two pools that nobody qualifies for are two alerts', async () => {
  await harness.insertSlot(aSlot({ premiumPoolAmount: usdt('1'), performancePoolAmount: usdt('2') }));
  await harness.look();
  expect((await harness.alerts()).map(({ facts }) => facts['pool'])).toEqual(['performance', 'premium']);
});

describe('a cause that several slots of a date meet', () => {
  const failing = (slotNumber: number, fields = {}) =>
    harness.insertSlot(
      aSlot({ key: `2026-02-12/slot-${slotNumber}`, slotNumber, processedStakes: 9, errors: 1, ...fields }),
    );
  const slots = () => harness.connection.collection('distributions');
  const whole = (slotNumber: number) =>
    slots().updateOne({ slotNumber }, { $set: { errors: 0, processedStakes: 10, attempts: 2, updatedAt: new Date() } });
  const open = async () => (await harness.alerts()).filter(({ resolvedAt }) => resolvedAt === null);

  it('is one alert, which names them, and is gone with the last of them', async () => {
    const before = await harness.counted('RECORDS_FAILED');
    await failing(1);
    await harness.look();
    await failing(2);
    await failing(3);
    await Promise.all(Array.from({ length: 5 }, () => harness.look()));
    await harness.look();

    expect(await rules()).toEqual(['RECORDS_FAILED']);
    expect((await harness.counted('RECORDS_FAILED')) - before).toBe(1);
    const [alert] = await harness.alerts();
    const keys = [1, 2, 3].map((slotNumber) => `2026-02-12/slot-${slotNumber}`);
    expect([...(alert?.facts['slots'] as string[])].sort()).toEqual(keys);
    expect(alert).toMatchObject({ date: '2026-02-12', slotNumber: null });
    expect(alert?.message).toMatch(/1 record could not be paid; mend and retry \(and 2 more slots of 2026-02-12\)$/);

    for (const slotNumber of [1, 3]) await whole(slotNumber);
    await harness.look();
    expect(await open()).toHaveLength(1);
    await whole(2);
    await harness.look();
    expect(await open()).toEqual([]);
  });

  it('is raised again when a slot meets it after somebody has acknowledged it, and on another date', async () => {
    await failing(1);
    await harness.look();
    await harness.connection.collection('alerts').updateMany({}, { $set: { acknowledgedAt: new Date() } });
    await harness.look();
    expect((await harness.alerts()).map(({ acknowledgedAt }) => acknowledgedAt === null)).toEqual([false]);
    await failing(2);
    await harness.look();
    expect((await harness.alerts()).map(({ acknowledgedAt }) => acknowledgedAt === null)).toEqual([true]);
    await failing(1, { key: '2026-02-13/slot-1', date: '2026-02-13' });
    await harness.look();
    expect(await rules()).toEqual(['RECORDS_FAILED', 'RECORDS_FAILED']);
  });
});

it('several troubles of one slot are several alerts', async () => {
  await harness.insertSlot(aSlot({ processedStakes: 5, errors: 5, performancePoolAmount: usdt('3') }));
  await harness.look();
  expect((await rules()).sort()).toEqual(['FEW_STAKES_PAID', 'POOL_WITHOUT_QUALIFIERS', 'RECORDS_FAILED']);
});

describe('acknowledging', () => {
  const acknowledge = (id: Types.ObjectId, by: string) =>
    runInTransaction(harness.connection, (session) => harness.get(AlertStore).acknowledge(session, id, by, new Date()));

  it('notes who did it, once, and the alert is not raised again', async () => {
    await harness.insertSlot(aSlot({ status: 'FAILED', error: 'no' }));
    await harness.look();
    const { _id } = (await harness.alerts())[0]!;
    expect(await acknowledge(_id, 'ann@example.com')).toMatchObject({
      changed: true,
      alert: { acknowledged: true, acknowledgedBy: 'ann@example.com' },
    });
    expect(await acknowledge(_id, 'bob@example.com')).toMatchObject({
      changed: false,
      alert: { acknowledgedBy: 'ann@example.com' },
    });
    await harness.look();
    expect(await rules()).toEqual(['SLOT_FAILED']);
  });

  it('is how lists are narrowed, newest first', async () => {
    const store = harness.get(AlertStore);
    for (const slotNumber of [1, 2, 3]) {
      await harness.insertSlot(
        aSlot({ key: `2026-02-12/slot-${slotNumber}`, slotNumber, status: 'FAILED', error: 'no' }),
      );
      await harness.get(AlertWatch).look();
    }
    const all = await store.list({ limit: 10 });
    expect(all.map(({ slotNumber }) => slotNumber)).toEqual([3, 2, 1]);
    await acknowledge(new Types.ObjectId(all[1]!.id), 'ann@example.com');
    const numbers = async (filter: Parameters<AlertStore['list']>[0]) =>
      (await store.list(filter)).map(({ slotNumber }) => slotNumber);
    expect(await numbers({ acknowledged: true, limit: 10 })).toEqual([2]);
    expect(await numbers({ acknowledged: false, limit: 10 })).toEqual([3, 1]);
    expect(await numbers({ limit: 1, before: new Types.ObjectId(all[0]!.id) })).toEqual([2]);
  });

  it('refuses an alert that is not there', async () => {
    await expect(acknowledge(new Types.ObjectId(), 'ann@example.com')).rejects.toThrow(AlertNotFoundError);
  });
});

describe('processes of one system', () => {
  const living = async (id: string, fields: Readonly<Record<string, unknown>>): Promise<void> => {
    const startedAt = new Date();
    await harness.connection.collection<{ _id: string; [field: string]: unknown }>('workers').insertOne({
      _id: id,
      ...{ kind: 'worker', version: '0', startedAt, lastHeartbeat: startedAt },
      ...{ skewMs: 0, skewToleranceMs: 1, isClockTrusted: true, rules: RULES },
      zoneData: { version: '2025c', systemVersion: null, difference: null },
      ...fields,
    });
  };

  test('with clocks apart are alerted, once for each, and once more when one is not trusted any longer', async () => {
    await living('a', { skewMs: -20_000 });
    await living('b', { skewMs: 0 });
    await harness.look();
    await harness.look();
    expect(await rules()).toEqual(['CLOCKS_APART']);

    await harness.connection
      .collection<{ _id: string }>('workers')
      .updateOne({ _id: 'a' }, { $set: { skewMs: -90_000, isClockTrusted: false } });
    await harness.look();
    const [, second] = await harness.alerts();
    expect(await rules()).toEqual(['CLOCKS_APART', 'CLOCKS_APART']);
    expect(second).toMatchObject({ facts: { processId: 'a', skewMs: -90_000 }, date: null });
  });

  test('with rules apart are alerted, once for each variable; other versions of zones alone are not', async () => {
    await living('a', {});
    await living('b', { rules: { ...RULES, rosCapPercent: 150 }, zoneData: { version: '2026c', difference: null } });
    await harness.look();
    await harness.look();
    expect(await rules()).toEqual(['RULES_APART']);
    expect((await harness.alerts())[0]!.message).toContain('200 (worker a), 150 (worker b)');
  });
});

describe('acknowledged alerts', () => {
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
  const LEFT = ['open', 'acknowledged lately', 'acknowledged, not delivered yet'];
  const insert = (of: AlertHarness): Promise<unknown> =>
    of.connection.collection('alerts').insertMany(
      [
        { key: 'open', acknowledgedAt: null },
        { key: 'acknowledged lately', acknowledgedAt: daysAgo(29) },
        { key: 'acknowledged, not delivered yet', acknowledgedAt: daysAgo(31), delivery: 'pending' },
        { key: 'acknowledged long ago', acknowledgedAt: daysAgo(31) },
      ].map((fields) => ({ rule: 'SLOT_FAILED', delivery: 'none', ...fields })),
    );
  const keys = async (of: AlertHarness): Promise<string[]> => (await of.alerts()).map(({ key }) => key).sort();

  it('stay for ever unless something else is said', async () => {
    await insert(harness);
    await harness.look();
    expect(await keys(harness)).toEqual([...LEFT, 'acknowledged long ago'].sort());
  });

  it('are deleted after ALERT_RETENTION_DAYS', async () => {
    const forgetful = await AlertHarness.start('forgetful', { ALERT_RETENTION_DAYS: '30' });
    try {
      await insert(forgetful);
      await forgetful.look();
      expect(await keys(forgetful)).toEqual([...LEFT].sort());
    } finally {
      await forgetful.stop();
    }
  });
});
