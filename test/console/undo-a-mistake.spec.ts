import { COLLECTIONS } from '#lib/database';
import { allClosed } from '../support/forget-proofs.js';
import { codeAt } from '../e2e/support/codes.js';
import { DAYS, inMs, type Person } from '../e2e/support/running-product.js';
import { earningsOf, startSmallPlatform, type SmallPlatform } from '../e2e/support/small-platform.js';
import { ConsoleBrowser } from './support/console-browser.js';

let platform: SmallPlatform;
let browser: ConsoleBrowser;
let person: Person;
beforeAll(async () => {
  [platform, browser] = await Promise.all([startSmallPlatform('console-undo'), ConsoleBrowser.open()]);
  const { product, admin } = platform;
  person = await product.person({ role: 'admin', twoFA: true });
  await admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(0) });
  await product.todayIs(admin, 'COMPLETED');
  await allClosed(product.connection);
});
afterAll(async () => {
  await browser.close();
  await platform.product.stop();
});

async function receiptOfSlot(): Promise<{ root: string; hash: string }> {
  const { body } = await platform.admin.get(`${DAYS}/${platform.product.day()}/slots/1`);
  return body.data?.['receipt'] as { root: string; hash: string };
}

it('a receipt is verified in the page: it holds as it was given, and is refused when it or its root is another', async () => {
  const { product, people } = platform;
  const { root, hash } = await receiptOfSlot();
  await browser.visit('receipt', product.url, async (visit) => {
    const { page } = visit;
    await visit.open(`/users/${people.bob.id.toHexString()}`);
    await visit.signIn(person);
    await page.getByRole('link', { name: 'Receipt', exact: true }).click();
    await page.locator('[data-verified="true"]').waitFor();
    await visit.sees(`The receipt holds: 2 USDT, paid by ${product.day()}/slot-1.`);
    expect(await visit.violations()).toEqual([]);
    await visit.picture('console-receipt');

    const text = page.getByLabel('Receipt as JSON');
    const receipt = await text.inputValue();
    expect(receipt).toContain('"amount": "2"');
    await text.fill(receipt.replace('"amount": "2"', '"amount": "20"'));
    await page.locator('[data-verified="false"]').waitFor();
    await visit.sees('Not so: The entry was among those that its slot was closed with');

    await text.fill(receipt);
    await page.locator('[data-verified="true"]').waitFor();
    const known = page.getByLabel('Root or link that was written down');
    await known.fill('0'.repeat(64));
    await page.locator('[data-verified="false"]').waitFor();
    await visit.sees('Not so: Root or link is the one that was written down');
    for (const written of [root, hash]) {
      await known.fill(written);
      await page.locator('[data-verified="true"]').waitFor();
    }
    await text.fill('not a receipt');
    await visit.sees('This is no receipt');
  });
});

it('a slot that was a mistake is taken back after its preview, with a reason and a code, and closed anew', async () => {
  const { product } = platform;
  const before = await receiptOfSlot();
  await browser.visit('reverse', product.url, async (visit) => {
    const { page } = visit;
    await visit.open(`/days/${product.day()}/slots/1`);
    await visit.signIn(person);
    const drawer = page.getByRole('dialog', { name: `Slot 1 of ${product.day()}` });
    await drawer.locator(`[data-root="${before.root}"]`).waitFor();
    await drawer.getByRole('button', { name: 'Take back' }).click();
    await visit.sees('As things stand 3 payouts of 3 users, 3.5055 USDT together; 0 wallets would not be touched.');
    // Without a reason nobody is asked for a code.
    expect(await page.getByLabel('Digit 1 of the code').isDisabled()).toBe(true);
    await page.getByLabel('Why').fill('the rate of another day');
    await visit.enterCode(await codeAt(person.totpSecret));

    await drawer.locator('[data-reversal="COMPLETED"]').waitFor();
    await visit.sees('3 of 3 payouts, 3.5055 USDT: done; because the rate of another day');
    await page.waitForFunction((root) => {
      const shown = document.querySelector<HTMLElement>('[data-root]')?.dataset['root'];
      return shown !== undefined && shown !== root;
    }, before.root);

    // As if a worker took long to close it; the drawer tells of it, and of its end without being asked.
    const slots = product.connection.collection(COLLECTIONS.distributions);
    await slots.updateOne({}, { $set: { proofDue: new Date(Date.now() + 3_600_000) } });
    await page.reload();
    await visit.sees('from before its last run; it is being closed anew');
    await slots.updateOne({}, { $set: { proofDue: new Date(0) } });
    await drawer.getByText('it is being closed anew').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await visit.sees('Slot 1 was taken back. Nothing of this day stays paid.');
  });
  expect(await earningsOf(platform)).toEqual([0, 0, 0]);
  const entries = product.connection.collection(COLLECTIONS.transactions);
  expect(await entries.countDocuments({ type: 'ROI_REVERSAL' })).toBe(3);
});
