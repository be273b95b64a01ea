import { DAYS, inMs } from '../e2e/support/running-product.js';
import { startSmallPlatform, type SmallPlatform } from '../e2e/support/small-platform.js';
import { ConsoleBrowser } from './support/console-browser.js';

const SLOTS = 100;
/** Those that run while somebody watches; the others wait for their time. */
const LIVE = 6;
/** Time to open the page before the first one. */
const AHEAD_MS = 5_000;
const LATER_MS = 3_600_000;
const EVERY_MS = 100;

let platform: SmallPlatform;
let browser: ConsoleBrowser;
beforeAll(async () => {
  [platform, browser] = await Promise.all([startSmallPlatform('console-live'), ConsoleBrowser.open()]);
});
afterAll(async () => {
  await browser.close();
  await platform.product.stop();
});

it('a day of 100 slots stays fluid while some of them are paid: what has not changed is not drawn again', async () => {
  const { product, admin } = platform;
  const person = await product.person({ role: 'admin', twoFA: true });
  await browser.visit('live', product.url, async (visit) => {
    const { page } = visit;
    await visit.open('/health');
    await visit.signIn(person);
    await visit.sees('All is well');
    const queued = await admin.post(`${DAYS}/today/queue`, {
      multiSlotEnabled: true,
      distributionSlots: Array.from({ length: SLOTS }, (_, index) => ({
        slotNumber: index + 1,
        rosPercentage: 0.01,
        scheduledFor: inMs((index < LIVE ? AHEAD_MS : LATER_MS) + index * EVERY_MS),
      })),
    });
    expect(queued.status).toBe(200);

    const work = await visit.mainThread();
    await page.getByRole('link', { name: 'Today', exact: true }).click();
    await page.locator(`[data-slot="${SLOTS}"] [data-status="PENDING"]`).waitFor();
    const drawn = await work.seconds();
    await visit.watchRows('[data-slot]');
    await page.locator(`[data-slot="${LIVE}"] [data-status="COMPLETED"]`).waitFor();
    await visit.picture('console-today');
    const lived = await work.seconds();
    const updates = await visit.rowUpdates();
    // Processor time of the same page, in the same minute: showing what has changed costs a part of drawing the day.
    expect(updates).toBeGreaterThan(5);
    expect((lived - drawn) / updates).toBeLessThan(drawn / 4);
  });
});
