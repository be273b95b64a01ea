import { COLLECTIONS } from '#lib/database';
import { DAYS, inMs, type Person } from '../e2e/support/running-product.js';
import { startSmallPlatform, type SmallPlatform } from '../e2e/support/small-platform.js';
import { ConsoleBrowser } from './support/console-browser.js';
import { Line } from './support/line.js';

let platform: SmallPlatform;
let browser: ConsoleBrowser;
let person: Person;
beforeAll(async () => {
  [platform, browser] = await Promise.all([startSmallPlatform('console-on-call'), ConsoleBrowser.open()]);
  person = await platform.product.person({ role: 'admin', twoFA: true });
});
afterAll(async () => {
  await browser.close();
  await platform.product.stop();
});
afterEach(() => platform.product.forgetDays());

/** Ends the worker without a word, some time ago. */
async function workerIsDead(): Promise<void> {
  const { product } = platform;
  await product.worker().kill();
  const longAgo = new Date(Date.now() - 120_000);
  await product.connection
    .collection(COLLECTIONS.workers)
    .updateMany({ service: { $ne: 'api' } }, { $set: { lastHeartbeat: longAgo } });
}

it('an operator sees that no worker lives and what to do, and sees the day go on when one is there again', async () => {
  const { product, admin } = platform;
  await browser.visit('dead-worker', product.url, async (visit) => {
    const { page } = visit;
    await visit.open('/');
    await visit.signIn(person);
    await visit.sees('Worker: 1 alive');
    await workerIsDead();
    await admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(500) });
    await visit.sees('Worker: none is alive');
    await visit.sees('No worker is alive: nothing is paid until one is started');
    await page.getByRole('link', { name: 'What to do' }).click();
    await visit.sees(/^No worker lives; the last sign of life was .* ago/);
    await visit.sees('npm run start:worker');
    expect(await visit.violations()).toEqual([]);

    await product.startWorker();
    await page.getByRole('table', { name: 'Workers' }).getByText('ago').waitFor();
    await visit.sees('All is well: slots run at their times.');
    await page.getByRole('link', { name: 'Today' }).click();
    await visit.sees('The slot is completed: 3.5055 USDT to 3 users. Nothing is owed.');
  });
});

it('while the API is away the console says so, keeps what it knows and what is typed, and is live again by itself', async () => {
  const { product, admin } = platform;
  const line = await Line.to(product.url);
  await browser.visit('away', line.url, async (visit) => {
    const { page } = visit;
    const banner = page.getByRole('alert').filter({ hasText: 'Not live since' });
    await visit.open('/');
    await visit.signIn(person);
    await visit.sees('Nothing is planned for this day.');
    visit.expectAway();
    await line.cut();
    await banner.waitFor();
    await visit.sees('this is what was last known');
    await visit.sees('Nothing is planned for this day.');
    await admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(0) });
    await product.todayIs(admin, 'COMPLETED');
    await line.mend();
    await visit.sees('The slot is completed: 3.5055 USDT to 3 users. Nothing is owed.');
    await banner.waitFor({ state: 'detached' });

    await visit.open(`/plan?date=${product.day(1)}`);
    await page.getByText('One distribution').click();
    await page.getByLabel('ROS in percent').fill('0.5');
    await page.locator('[data-fresh="true"]').waitFor();
    await line.cut();
    await page.getByLabel('ROS in percent').fill('0.7');
    await page.getByLabel('Description').fill('Typed while nobody answered');
    await visit.sees('The API does not answer');
    await banner.waitFor();
    await line.mend();
    await banner.getByRole('button', { name: 'Try now' }).click();
    await page.locator('[data-preview-total="2.45385"]').waitFor();
    expect(await page.getByLabel('Description').inputValue()).toBe('Typed while nobody answered');
    expect(await page.getByLabel('ROS in percent').inputValue()).toBe('0.7');
  });
  await line.cut();
});
