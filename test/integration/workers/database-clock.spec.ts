import { jest } from '@jest/globals';
import { DatabaseClock } from '#lib/workers';
import { Platform } from '../../support/platform.js';

const HOUR_MS = 3_600_000;

describe('the clock of the database', () => {
  let platform: Platform;
  let clock: DatabaseClock;
  beforeAll(async () => {
    platform = await Platform.start('database-clock');
    clock = platform.get(DatabaseClock);
  });
  afterAll(() => platform.stop());
  beforeEach(() => clock.measure());

  const askDatabase = async (): Promise<number> => {
    const { localTime } = (await platform.connection.db!.command({ hello: 1 })) as unknown as { localTime: Date };
    return localTime.getTime();
  };

  it('is known once the application has started, and never ahead', async () => {
    for (let look = 0; look < 50; look += 1) {
      const told = clock.nowMs();
      expect(told).toBeLessThanOrEqual(await askDatabase());
      expect(told).toBeGreaterThanOrEqual(Math.floor(Number(clock.measuredAt)));
    }
    expect(clock.isTrusted()).toBe(true);
  });

  it.each([HOUR_MS, -HOUR_MS])(
    'does not move when the clock of the process is set by %i ms; it tells so',
    async (by) => {
      const ownNow = Date.now.bind(Date);
      const before = clock.nowMs();
      jest.spyOn(Date, 'now').mockImplementation(() => ownNow() + by);

      await clock.measure();
      const after = clock.nowMs();

      expect(after).toBeGreaterThanOrEqual(before);
      expect(after).toBeLessThanOrEqual(await askDatabase());
      const { skewMs, toleranceMs } = clock.skew();
      expect(Math.abs(skewMs - by)).toBeLessThanOrEqual(toleranceMs + 5);
      expect(clock.isTrusted()).toBe(false);

      jest.restoreAllMocks();
      expect(clock.isTrusted()).toBe(true);
    },
  );

  it('never goes back, also when the clock of the database is set back', async () => {
    const before = clock.nowMs();
    const db = platform.connection.db!;
    jest.spyOn(db, 'command').mockResolvedValue({ localTime: new Date(before - HOUR_MS) });
    await clock.measure();
    expect(clock.nowMs()).toBe(before);

    jest.spyOn(db, 'command').mockResolvedValue({ localTime: new Date(before + HOUR_MS) });
    await clock.measure();
    expect(clock.nowMs()).toBeGreaterThanOrEqual(before + HOUR_MS);
  });

  it('is not trusted any more when the database has not answered for a minute', () => {
    const counted = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => counted() + 61_000);
    // The clock of the process has gone on as long.
    const ownNow = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => ownNow() + 61_000);
    expect(clock.isTrusted()).toBe(false);
  });
});
