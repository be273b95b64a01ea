import { COLLECTIONS } from '#lib/database';
import { codeAt } from '../e2e/support/codes.js';
import { DAYS, inMs, type Person } from '../e2e/support/running-product.js';
import { spoilStakes, startSmallPlatform, type SmallPlatform } from '../e2e/support/small-platform.js';
import { allClosed } from '../support/forget-proofs.js';
import { ConsoleBrowser } from './support/console-browser.js';

/** Time for a person's few clicks between planning and the first slot. */
const AHEAD_MS = 20_000;
const EVERY_MS = 1_000;
/** So much later the last one is still waiting when the day is looked at, on the slowest machine. */
const LAST_AFTER_MS = 60_000;
const SLOTS = 10;

let platform: SmallPlatform;
let browser: ConsoleBrowser;
beforeAll(async () => {
  [platform, browser] = await Promise.all([startSmallPlatform('console'), ConsoleBrowser.open()]);
});
afterAll(async () => {
  await browser.close();
  await platform.product.stop();
});
afterEach(async () => {
  await spoilStakes(platform, false);
  await platform.product.forgetDays();
});

/** `14:00:05` in the platform's zone. */
function timeOf(instant: number): string {
  const zone = platform.product.environment['DISTRIBUTION_TIMEZONE'] ?? 'UTC';
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' }).format(instant);
}

function admin(): Promise<Person> {
  return platform.product.person({ role: 'admin', twoFA: true });
}

it('an admin plans a day of ten slots beside its preview, confirms it with a code, and sees it paid without asking again', async () => {
  const person = await admin();
  await browser.visit('plan', platform.product.url, async (visit) => {
    const { page } = visit;
    await visit.open('/');
    await visit.signIn(person);
    await visit.sees('Nothing is planned for this day.');
    await page.getByRole('link', { name: 'Plan this day' }).click();
    const begins = Date.now() + AHEAD_MS;
    for (let slot = 1; slot <= SLOTS; slot += 1) {
      await page.getByRole('button', { name: 'Add a slot' }).click();
      const at = begins + (slot === SLOTS ? LAST_AFTER_MS : EVERY_MS * slot);
      await page.getByLabel(`Time of slot ${slot}`, { exact: true }).fill(timeOf(at));
      await page.getByLabel(`ROS of slot ${slot}`, { exact: true }).fill('0.1');
    }
    await page.getByLabel('Premium pool in USDT').fill('10');
    // 0.1 % of 350.55 USDT, ten times, and the pool for the one who qualifies.
    await page.locator('[data-preview-total="13.5055"]').waitFor();
    await page.getByRole('button', { name: 'Confirm …' }).click();
    await page.locator('[data-total="13.5055"]').waitFor();

    // A code that is wrong leaves all as it is; the right one is sent at its sixth digit.
    visit.expectStatus(403);
    await visit.enterCode('000000');
    await visit.sees('The 2FA code is not right');
    await visit.enterCode(await codeAt(person.totpSecret));

    await page.locator(`[data-slot="${SLOTS}"] [data-status="PENDING"]`).waitFor();
    await visit.sees('will pay');
    await page.locator('[data-slot="1"] [data-status="COMPLETED"]').waitFor();
    await page.locator(`[data-slot="${SLOTS}"] [data-status="COMPLETED"]`).waitFor({ timeout: 2 * LAST_AFTER_MS });
    await visit.sees('All 10 slots are completed: 13.5055 USDT to 3 users. Nothing is owed.');
    await page.locator('[data-total="Paid"]', { hasText: '13.5055 USDT' }).waitFor();

    // Whoever adds to the day sees the numbers that his slots will have.
    await visit.open(`/plan?date=${platform.product.day()}`);
    await page.getByRole('button', { name: 'Fill in' }).click();
    await page.getByLabel(`Time of slot ${SLOTS + 1}`).waitFor();
    expect(await page.getByLabel('Time of slot 1', { exact: true }).count()).toBe(0);
  });
});

it('a slot that fails says why, and is paid by a retry once its cause is mended', async () => {
  const person = await admin();
  const { product } = platform;
  await spoilStakes(platform, true);
  await platform.admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(0) });
  await product.todayIs(platform.admin, 'FAILED');

  await browser.visit('retry', product.url, async (visit) => {
    const { page } = visit;
    await visit.open('/');
    await visit.signIn(person);
    await visit.sees(/^Slot 1 paid nobody: .* See them, mend, retry\.$/);
    await page.getByRole('link', { name: 'See why' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('the amount of the stake is not valid').first().waitFor();
    await drawer.getByText(platform.people.ann.email).waitFor();
    // The drawer has a link of its own.
    await page.waitForURL(`**/console/days/${product.day()}/slots/1`);
    await page.reload();
    await drawer.getByText(platform.people.ann.email).waitFor();

    await visit.picture('console-slot');

    await spoilStakes(platform, false);
    await drawer.getByRole('button', { name: 'Retry' }).click();
    await visit.sees('and nobody twice');
    await visit.enterCode(await codeAt(person.totpSecret));
    await drawer.locator('[data-status="COMPLETED"]').first().waitFor();
    await page.keyboard.press('Escape');
    await visit.sees('The slot is completed: 3.5055 USDT to 3 users. Nothing is owed.');
  });
});

it('a support agent finds a user by his e-mail address and copies what he was paid, and why', async () => {
  const person = await admin();
  const { product, people } = platform;
  await platform.admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(0) });
  await product.todayIs(platform.admin, 'COMPLETED');

  await browser.visit('explain', product.url, async (visit) => {
    const { page } = visit;
    await visit.open('/');
    await visit.signIn(person);
    await page.keyboard.press('Control+K');
    await page.getByPlaceholder('E-mail address, name, id or date').fill(people.bob.email);
    await page.getByRole('dialog').getByText(people.bob.email).click();
    await page.locator('[data-explained="1"] li').first().waitFor();
    await visit.picture('console-explain');
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await visit.sees('Copied');
    const text = await visit.clipboard();
    expect(text).toContain(`${people.bob.email}, ${product.day()}:`);
    expect(text).toMatch(/^- Stake [0-9a-f]{24}: Paid 2\.00 USDT: 1 % of 200\.00 USDT\.$/m);
  });
});

it('the one box finds whose a stake and an entry are, and what a request did, by their ids', async () => {
  const person = await admin();
  const { product, people } = platform;
  const queued = await platform.admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(0) });
  await product.todayIs(platform.admin, 'COMPLETED');
  await allClosed(product.connection);
  const entry = await product.connection.collection(COLLECTIONS.transactions).findOne({ userId: people.bob.id });

  await browser.visit('find', product.url, async (visit) => {
    const { page } = visit;
    const find = async (id: string, found: string): Promise<void> => {
      await page.keyboard.press('Control+K');
      await page.getByPlaceholder('E-mail address, name, id or date').fill(id);
      await page.getByRole('dialog').getByText(found).click();
    };
    await visit.open('/health');
    await visit.signIn(person);
    await find(String(entry?.['stakeId']), ', whose stake it is');
    await page.getByRole('heading', { name: people.bob.email }).waitFor();
    await find(String(entry?._id), 'Verify the receipt of this entry');
    await page.getByRole('heading', { name: 'Verify a receipt' }).waitFor();
    await find(queued.headers.get('x-request-id') ?? '', 'See what this request did');
    const log = page.getByRole('table', { name: 'Audit log' });
    await log.getByText('day.queue').waitFor();
    await visit.sees('Chain intact');
    expect(await log.getByRole('row').count()).toBe(2);
  });
});

it('a session that ends in the middle of a form takes nothing that was typed', async () => {
  const person = await admin();
  const { product } = platform;
  await browser.visit('session', product.url, async (visit) => {
    const { page } = visit;
    await visit.open(`/plan?date=${product.day(1)}`);
    await visit.signIn(person);
    await page.getByRole('button', { name: 'Fill in' }).click();
    await page.getByLabel('Description').fill('A day that took long to write');
    await page.locator('[data-fresh="true"]').waitFor();

    await (await product.signIn(person)).post('/auth/logout-everywhere');
    visit.expectStatus(401);
    await page.getByLabel('Premium pool in USDT').fill('7');
    await visit.sees('The session has ended');
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(person.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.locator('[data-fresh="true"]').waitFor();
    expect(await page.getByLabel('Description').inputValue()).toBe('A day that took long to write');
    expect(await page.getByLabel('Premium pool in USDT').inputValue()).toBe('7');
    expect(await page.getByLabel('ROS of slot 4').inputValue()).toBe('0.25');
  });
});
