import { COLLECTIONS } from '#lib/database';
import { DAYS, inMs } from '../e2e/support/running-product.js';
import { startSmallPlatform, type SmallPlatform } from '../e2e/support/small-platform.js';
import { ConsoleBrowser } from './support/console-browser.js';

let platform: SmallPlatform;
let browser: ConsoleBrowser;
beforeAll(async () => {
  [platform, browser] = await Promise.all([startSmallPlatform('console-february'), ConsoleBrowser.open()]);
});
afterAll(async () => {
  await browser.close();
  await platform.product.stop();
});

/** The last February that is over. */
function february(): string {
  const [year = '', month = ''] = platform.product.day().split('-');
  return `${Number(year) - (Number(month) > 2 ? 0 : 1)}-02`;
}

/** Makes today's slots those of other days, with what they have paid. */
async function movedTo(dates: readonly string[]): Promise<void> {
  const { connection } = platform.product;
  for (const [index, date] of dates.entries()) {
    const slotNumber = index + 1;
    const slot = await connection.collection(COLLECTIONS.distributions).findOne({ slotNumber });
    const key = `${date}/slot-${slotNumber}`;
    await connection.collection(COLLECTIONS.distributions).updateOne({ slotNumber }, { $set: { date, key } });
    await connection
      .collection(COLLECTIONS.transactions)
      .updateMany({ distributionId: slot?._id }, { $set: { distributionDate: date } });
  }
}

it('finance downloads February: the report of its days and every entry of one, as files whose sums are what was paid', async () => {
  const { product, admin, people } = platform;
  const month = february();
  const dates = [`${month}-03`, `${month}-28`];
  await admin.post(`${DAYS}/today/queue`, {
    multiSlotEnabled: true,
    performancePoolAmount: 3,
    distributionSlots: [0.5, 1].map((rosPercentage, index) => ({
      slotNumber: index + 1,
      rosPercentage,
      scheduledFor: inMs(100 * index),
    })),
  });
  await product.todayIs(admin, 'COMPLETED');
  await movedTo(dates);
  const person = await product.person({ role: 'admin', twoFA: true });
  await product.connection
    .collection(COLLECTIONS.credentials)
    .updateOne({ userId: person.id }, { $set: { scopes: ['view', 'finance'] } });

  await browser.visit('february', product.url, async (visit) => {
    const { page } = visit;
    await visit.open('/reports');
    await visit.signIn(person);
    await page.getByLabel('Month').fill(month);
    // 0.5 % of 350.55 USDT on one day; 1 % and the pool on the other.
    await page.locator('[data-together="8.25825"]').waitFor();
    const report = await visit.download(() => page.getByRole('button', { name: 'CSV' }).click());
    expect(report.name).toMatch(new RegExp(`^report-${month}-01-${month}-2[89]\\.csv$`));
    const [head, ...days] = rowsOf(report.text);
    expect(head).toEqual(expect.arrayContaining(['date', 'ros', 'premiumPool', 'performancePool', 'paid']));
    expect(days.length).toBe(Number(report.name.slice(-6, -4)));
    const column = (name: string) => (row: readonly string[]) => row[head?.indexOf(name) ?? -1];
    const paid = days.filter((row) => Number(column('paid')(row)) > 0);
    expect(paid.map((row) => ['date', 'ros', 'performancePool', 'paid'].map((name) => column(name)(row)))).toEqual([
      [dates[0], '1.75275', '0', '1.75275'],
      [dates[1], '3.5055', '3', '6.5055'],
    ]);

    await page.getByRole('link', { name: String(dates[1]) }).click();
    await page.getByRole('tab', { name: 'Payouts' }).click();
    await visit.sees(people.cid.id.toHexString());
    const entries = await visit.download(() => page.getByRole('button', { name: 'CSV' }).click());
    expect(entries.name).toBe(`payouts-${dates[1]}.csv`);
    const [names, ...lines] = rowsOf(entries.text);
    const told = lines.map((row) => ['userId', 'type', 'amount'].map((name) => row[names?.indexOf(name) ?? -1]));
    const { ann, bob, cid } = people;
    expect(told.sort()).toEqual(
      [
        [ann.id.toHexString(), 'ROI_EARNED', '1'],
        [ann.id.toHexString(), 'PERFORMANCE_POOL', '1.5'],
        [bob.id.toHexString(), 'ROI_EARNED', '2'],
        [bob.id.toHexString(), 'PERFORMANCE_POOL', '1.5'],
        [cid.id.toHexString(), 'ROI_EARNED', '0.5055'],
      ].sort(),
    );
  });
});

/** No cell of these files holds a comma. */
function rowsOf(csv: string): string[][] {
  const lines = csv
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  return lines.map((line) => line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1')));
}
