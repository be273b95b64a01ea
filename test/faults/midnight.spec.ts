import { runInTransaction } from '#lib/database';
import { SlotJobs, SlotStore } from '#lib/slots';
import { ZERO, parseRosPercentage } from '#lib/money';
import { addDays, dateInZone } from '#lib/calendar';
import { Platform } from '../support/platform.js';
import { zoneWhereItIs } from '../support/quiet-zone.js';

describe('around midnight', () => {
  let platform: Platform;
  afterEach(() => platform.stop());

  it.each([
    [23, 'the last hour of the day'],
    [0, 'the first hour of the day'],
  ])('in a zone where it is %i o’clock (%s): the day is that zone’s, and is paid', async (hour) => {
    const zone = zoneWhereItIs(hour);
    platform = await Platform.start('midnight', { DISTRIBUTION_TIMEZONE: zone });
    await platform.populate({ users: 10, stakes: 20 });
    const before = dateInZone(new Date(), zone);
    const { today } = await platform.queueNow('0.55');
    // Midnight may pass just now; which of the two it was, was decided once.
    expect([before, dateInZone(new Date(), zone)]).toContain(today);

    platform.worker();
    const [slot] = await platform.completed();

    expect(slot).toMatchObject({ date: today, processedStakes: 20 });
    await everyEntryIsOf(today);
    expect(await platform.problems()).toEqual([]);
  });

  it('a slot that was accepted before midnight and runs after it is paid under its own date', async () => {
    const zone = zoneWhereItIs(0);
    platform = await Platform.start('after-midnight', { DISTRIBUTION_TIMEZONE: zone });
    await platform.populate({ users: 10, stakes: 20 });
    const now = new Date();
    const yesterday = addDays(dateInZone(now, zone), -1);
    const accepted = await runInTransaction(platform.connection, (session) =>
      platform.get(SlotStore).accept(
        session,
        [
          {
            kind: 'slot',
            date: yesterday,
            slotNumber: 1,
            rate: parseRosPercentage('0.55'),
            pools: { premium: ZERO, performance: ZERO },
            scheduledFor: now,
          },
        ],
        'ann@example.com',
      ),
    );
    await platform.get(SlotJobs).enqueue(accepted);

    platform.worker();
    await platform.completed();

    await everyEntryIsOf(yesterday);
    expect(await platform.problems()).toEqual([]);
  });

  async function everyEntryIsOf(date: string): Promise<void> {
    const entries = platform.connection.collection('transactions');
    expect(await entries.distinct('distributionDate')).toEqual([date]);
    expect(await entries.countDocuments()).toBe(20);
  }
});
