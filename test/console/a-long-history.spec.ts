import { ObjectId } from 'bson';
import { COLLECTIONS } from '#lib/database';
import { DAYS, inMs } from '../e2e/support/running-product.js';
import { spoilStakes, startSmallPlatform, type SmallPlatform } from '../e2e/support/small-platform.js';
import { ConsoleBrowser } from './support/console-browser.js';

const DAYS_BACK = 20;
const SLOTS_A_DAY = 100;
const FAILURES = 1_000;
/** As many as the API gives at once. */
const PAGE = 100;
/** Pages of which the cheapest counts. */
const SOME = 3;
const A_MINUTE_MS = 60_000;
const A_DAY_MS = 86_400_000;

let platform: SmallPlatform;
let browser: ConsoleBrowser;
beforeAll(async () => {
  [platform, browser] = await Promise.all([startSmallPlatform('console-history'), ConsoleBrowser.open()]);
});
afterAll(async () => {
  await browser.close();
  await platform.product.stop();
});

/** Makes today's only slot, which has ended, the pattern of 2,000 that ended on the days before. */
async function lived(): Promise<void> {
  const { product } = platform;
  const { connection } = product;
  const slots = connection.collection(COLLECTIONS.distributions);
  const pattern: Record<string, unknown> = { ...(await slots.findOne({ slotNumber: 1 })) };
  const begun = (pattern['scheduledFor'] as Date).getTime();
  for (let back = 1; back <= DAYS_BACK; back += 1) {
    const date = product.day(-back);
    const ofDay = Array.from({ length: SLOTS_A_DAY }, (_, index) => ({
      ...pattern,
      _id: new ObjectId(),
      date,
      slotNumber: index + 1,
      key: `${date}/slot-${index + 1}`,
      scheduledFor: new Date(begun - back * A_DAY_MS + index * A_MINUTE_MS),
    }));
    await slots.insertMany(ofDay);
  }
}

/** Makes the failures of the slot of today 1,000. */
async function failed(): Promise<void> {
  const { connection } = platform.product;
  const failures = connection.collection(COLLECTIONS.distributionFailures);
  const one: Record<string, unknown> = { ...(await failures.findOne({})) };
  const missing = FAILURES - (await failures.countDocuments());
  await failures.insertMany(
    Array.from({ length: missing }, () => ({
      ...one,
      _id: new ObjectId(),
      subjectId: new ObjectId(),
    })),
  );
}

it('2,000 slots of history and 1,000 failures on the screen stay fluid: another page of them costs what it shows, not what is there', async () => {
  const { product, admin } = platform;
  const person = await product.person({ role: 'admin', twoFA: true });
  await spoilStakes(platform, true);
  await admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(0) });
  await product.todayIs(admin, 'FAILED');
  await lived();
  await failed();

  await browser.visit('history', product.url, async (visit) => {
    const { page } = visit;
    await visit.open('/reports');
    await visit.signIn(person);
    const days = page.getByRole('table', { name: 'Day by day' });
    await days.getByRole('link', { name: product.day(-DAYS_BACK) }).waitFor();
    await visit.open(`/days/${product.day(-1)}`);
    await page.locator(`[data-slot="${SLOTS_A_DAY}"]`).waitFor();

    await visit.open(`/days/${product.day()}?tab=failures`);
    const rows = page.getByRole('table', { name: 'Could not be paid' }).getByRole('row');
    const more = page.getByRole('button', { name: 'More', exact: true });
    await more.waitFor();
    const work = await visit.mainThread();
    const costs: number[] = [];
    for (let shown = PAGE; shown < FAILURES; shown += PAGE) {
      const before = await work.seconds();
      await more.press('Enter');
      // With its heading.
      await rows.nth(shown + PAGE).waitFor();
      costs.push((await work.seconds()) - before);
    }
    const [first, last] = [costs.slice(0, SOME), costs.slice(-SOME)].map((some) => Math.min(...some));
    // Of the same machine, in the same minute: nine pages on the screen are not drawn again for the tenth.
    expect(last).toBeLessThan(2 * (first ?? 0));
  });
});
