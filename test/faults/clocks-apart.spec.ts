import { COLLECTIONS } from '#lib/database';
import { WorkerRegistry, problemsOfProcesses } from '#lib/workers';
import { ApiHarness, codeAt } from '../support/api-harness.js';
import type { DistributionBook } from '../support/books.js';
import { Platform } from '../support/platform.js';

/** The time that a worker's own measurement of the database's time may be behind on a busy machine. */
const SLACK_MS = 1_000;
/** Less than the clocks here are off: whoever goes by a clock that is behind is later. */
const IN_TIME_MS = 19_000;

describe('a worker whose clock is wrong', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('clocks-apart');
  });
  afterEach(() => platform.stop());

  const few = () => platform.populate({ users: 20, stakes: 40 });

  const withClock = (shiftMs: number, environment: Readonly<Record<string, string>> = {}) =>
    platform.worker({ environment: { CLOCK_SHIFT_MS: String(shiftMs), ...environment } });

  const problems = async () => problemsOfProcesses(await platform.get(WorkerRegistry).processes());

  /** Watches a slot from outside, by the clock of the database's own machine. */
  const watched = async (slotNumber: number): Promise<{ slot: DistributionBook; waited: number; seen: number }> => {
    let waited = Date.now();
    const slot = await platform.seen(`slot ${slotNumber} begun`, async () => {
      const now = Date.now();
      const slot = await platform.slot(slotNumber);
      if (slot.status !== 'PENDING') return slot;
      waited = now;
      return null;
    });
    return { slot, waited, seen: Date.now() };
  };

  it.each([
    [20_000, 'ahead'],
    [-20_000, 'behind'],
  ])('by %i ms: pays no slot early, none late, and tells the true lateness', async (shiftMs, word) => {
    await few();
    const worker = withClock(shiftMs);
    await worker.ready();
    await platform.queue([
      { ros: '0.5', inMs: 1_500 },
      { ros: '0.5', inMs: 4_000 },
    ]);

    for (const slotNumber of [1, 2]) {
      const { slot, waited, seen } = await watched(slotNumber);
      const due = slot.scheduledFor.getTime();
      expect(seen).toBeGreaterThanOrEqual(due);
      expect(seen - due).toBeLessThan(IN_TIME_MS);
      const startedAt = Number(slot.startedAt);
      expect(startedAt).toBeGreaterThanOrEqual(Math.max(due, waited - SLACK_MS));
      expect(startedAt).toBeLessThanOrEqual(seen);
    }
    await platform.completed(2);

    expect(await platform.problems()).toEqual([]);
    expect(await problems()).toMatchObject([
      { code: 'CLOCK_APART', message: expect.stringMatching(`20\\.\\d s ${word}`) as string },
    ]);
  });

  it('and that jumps while it waits: pays at the slot’s instant all the same', async () => {
    await few();
    const worker = withClock(20_000, { CLOCK_SHIFT_AFTER_MS: '4000' });
    await worker.ready();
    await platform.queue([{ ros: '0.5', inMs: 8_000 }]);
    const { slot, seen } = await watched(1);
    expect(seen).toBeGreaterThanOrEqual(slot.scheduledFor.getTime());
    expect(seen - slot.scheduledFor.getTime()).toBeLessThan(IN_TIME_MS);
    await platform.completed();
    expect(await platform.problems()).toEqual([]);
  });

  it.each([300_000, -300_000])(
    'by %i ms, if that is allowed: writes and judges leases by the database',
    async (shiftMs) => {
      await few();
      const clock = { CLOCK_SHIFT_MS: String(shiftMs), MAX_CLOCK_SKEW_MS: '600000' };
      const leaseUntil = async (at: Date): Promise<void> => {
        const { _id } = await platform.slot(1);
        await platform.connection.collection('distributions').updateOne({ _id }, { $set: { 'run.leaseUntil': at } });
      };
      const first = platform.worker({ environment: { ...clock, LEASE_MS: '600000' }, freezeAt: 'slot.claimed' });
      await first.ready();
      const before = Date.now();
      await platform.queue([{ ros: '0.5' }]);
      await first.frozen();
      const written = Number((await platform.slot(1)).run.leaseUntil);
      expect(written).toBeGreaterThanOrEqual(before + 600_000 - SLACK_MS);
      expect(written).toBeLessThanOrEqual(Date.now() + 600_000);
      await first.kill();

      await leaseUntil(new Date(Date.now() + 200_000));
      platform.worker({ environment: clock });
      await platform.swept(4);
      expect(await platform.slot(1)).toMatchObject({ status: 'EXECUTING', attempts: 1 });

      await leaseUntil(new Date(0));
      expect((await platform.completed())[0]).toMatchObject({ attempts: 2 });
      expect(await platform.problems()).toEqual([]);
    },
  );

  it.each([300_000, -300_000])('by %i ms: runs no slot; another does, at its time', async (shiftMs) => {
    await few();
    const wrong = withClock(shiftMs);
    await wrong.ready();
    await platform.queue([{ ros: '0.5' }]);
    await platform.swept(4);
    expect(await platform.slot(1)).toMatchObject({ status: 'PENDING', attempts: 0 });
    expect(await problems()).toMatchObject([
      { code: 'CLOCK_NOT_TRUSTED', message: expect.stringContaining('it runs no slots') as string },
    ]);

    const right = platform.worker();
    await right.ready();
    await platform.completed();
    expect(wrong.lines.filter(({ msg }) => msg === 'Slot started')).toEqual([]);
    expect(await platform.problems()).toEqual([]);
  });

  it.each([
    [20_000, -300_000],
    [-20_000, 300_000],
  ])(
    'by %i ms, another’s by %i ms, beside one that is right: each slot at its instant, by those that may',
    async (a, b) => {
      await few();
      const [off, wrong, right] = [withClock(a), withClock(b), platform.worker()];
      await Promise.all([off, wrong, right].map((worker) => worker.ready()));
      await platform.queue([1_500, 2_500, 3_500].map((inMs) => ({ ros: '0.3', premium: '10', inMs })));

      for (const slotNumber of [1, 2, 3]) {
        const { slot, seen } = await watched(slotNumber);
        expect(seen).toBeGreaterThanOrEqual(slot.scheduledFor.getTime());
        expect(Number(slot.startedAt)).toBeGreaterThanOrEqual(slot.scheduledFor.getTime());
      }
      const slots = await platform.completed(3);

      expect(slots.map(({ processedStakes }) => processedStakes)).toEqual([40, 40, 40]);
      const started = [off, right].flatMap(({ lines }) => lines.filter(({ msg }) => msg === 'Slot started'));
      expect(started.length).toBeGreaterThanOrEqual(3);
      expect(wrong.lines.filter(({ msg }) => msg === 'Slot started')).toEqual([]);
      for (const { _id, scheduledFor } of slots) {
        const early = { distributionId: _id, createdAt: { $lt: scheduledFor } };
        expect(await platform.connection.collection('transactions').countDocuments(early)).toBe(0);
      }
      expect(await platform.problems()).toEqual([]);
      expect((await toldByStatus()).filter((told) => told.startsWith('The clock of'))).toEqual(
        expect.arrayContaining([
          expect.stringMatching(`-${off.child.pid}-.* is 20\\.\\d s`),
          expect.stringMatching(`-${wrong.child.pid}-.* is 300\\.\\d s .* it runs no slots`),
        ]),
      );
    },
  );

  /** The problems in words that an admin reads. */
  const toldByStatus = async (): Promise<readonly string[]> => {
    const api = await ApiHarness.start({ ...platform.environment });
    try {
      const token = await api.signIn(await api.person({ role: 'admin' }));
      const { body } = await api.call('GET', '/admin/cron/status', { token });
      return body.data!['problems'] as string[];
    } finally {
      await api.app.close();
    }
  };
});

describe('an API whose clock is an hour wrong, beside one that is right', () => {
  let platform: Platform;
  let right: ApiHarness;
  beforeAll(async () => {
    platform = await Platform.start('api-clocks-apart');
    right = await ApiHarness.start({ ...platform.environment });
  });
  afterAll(async () => {
    await right.stop({ keepData: true });
    await platform.stop();
  });

  it.each([3_600_000, -3_600_000])('by %i ms: sessions, codes and answers hold at both', async (shiftMs) => {
    const admin = await right.person({ role: 'admin' });
    const port = await platform.api({ environment: { CLOCK_SHIFT_MS: String(shiftMs) } }).ready();
    const wrong = (method: string, path: string, token: string, body?: unknown) =>
      fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': path },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const { email, password, totpSecret } = admin;
    const entered = await wrong('POST', '/auth/login', '', { email, password, twoFACode: await codeAt(totpSecret) });
    const { data } = (await entered.json()) as { data?: { accessToken: string } };
    const tokens = [String(data?.accessToken), await right.signIn(admin)];

    const before = Date.now();
    const paused = await wrong('POST', '/admin/cron/pause', tokens[1]!, { twoFACode: await right.code(admin) });
    const kept = await right.connection
      .collection(COLLECTIONS.idempotencyKeys)
      .findOne({ adminId: admin.id.toHexString() });

    expect([entered.status, paused.status]).toEqual([200, 200]);
    for (const token of tokens) {
      expect((await wrong('GET', '/admin/cron/status', token)).status).toBe(200);
      expect((await right.call('GET', '/admin/cron/status', { token })).status).toBe(200);
    }
    expect(Number(kept?.['at'])).toBeGreaterThanOrEqual(before - SLACK_MS);
    expect(Number(kept?.['at'])).toBeLessThanOrEqual(Date.now());
  });
});
