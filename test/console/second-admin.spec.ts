import { COLLECTIONS } from '#lib/database';
import { usdt } from '../support/builders.js';
import { codeAt } from '../e2e/support/codes.js';
import { DAYS, type Person } from '../e2e/support/running-product.js';
import { startSmallPlatform, type SmallPlatform } from '../e2e/support/small-platform.js';
import { ConsoleBrowser } from './support/console-browser.js';

let platform: SmallPlatform;
let browser: ConsoleBrowser;
beforeAll(async () => {
  [platform, browser] = await Promise.all([
    // 1 % of all stakes are 3.5055 USDT.
    startSmallPlatform('console-approval', { worker: false, environment: { APPROVAL_ABOVE: '3.5' } }),
    ConsoleBrowser.open(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await platform.product.stop();
});

const anAdmin = (): Promise<Person> => platform.product.person({ role: 'admin', twoFA: true });

async function bobHas(amount: string): Promise<void> {
  const stakes = platform.product.connection.collection(COLLECTIONS.stakes);
  await stakes.updateOne({ userId: platform.people.bob.id }, { $set: { amount: usdt(amount) } });
}

it('a day that pays too much for one waits for another admin, who sees what has changed since, and approves what still holds', async () => {
  const { product } = platform;
  const [proposer, approver] = [await anAdmin(), await anAdmin()];
  const date = product.day(1);

  await browser.visit('propose', product.url, async (visit) => {
    const { page } = visit;
    await visit.open(`/plan?date=${date}`);
    await visit.signIn(proposer);
    await page.getByText('One distribution').click();
    await page.getByLabel('ROS in percent').fill('1');
    await visit.sees('another admin has to approve it');
    await page.getByRole('button', { name: 'Confirm …' }).click();
    await visit.enterCode(await codeAt(proposer.totpSecret));
    await visit.sees('It waits for a second admin');
    await page.getByRole('link', { name: /^Approvals 1 waiting/ }).click();
    const proposal = page.getByRole('article', { name: `Proposal of ${proposer.email}` });
    await proposal.getByText('Nobody approves his own.').waitFor();
    await proposal.getByText('Nothing has changed since').waitFor();
    expect(await proposal.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  });

  await browser.visit('approve', product.url, async (visit) => {
    const { page } = visit;
    await bobHas('300');
    await visit.open('/approvals');
    await visit.signIn(approver);
    const proposal = page.getByRole('article', { name: `Proposal of ${proposer.email}` });
    await proposal.getByText('It has changed since').waitFor();
    await proposal.locator('[data-now="4.5055"]').waitFor();
    await proposal.getByText('3.5055 USDT, now it would be 4.5055 USDT').waitFor();
    expect(await proposal.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
    expect(await visit.violations()).toEqual([]);

    await bobHas('200');
    await page.reload();
    await proposal.getByText('Nothing has changed since').waitFor();
    await proposal.getByRole('button', { name: 'Approve' }).click();
    await visit.sees('It is done as it stands here, under both names.');
    await visit.enterCode(await codeAt(approver.totpSecret));
    await visit.sees('Nothing waits.');

    await visit.open(`/days/${date}/slots/1`);
    await visit.sees(`${proposer.email}, approved by ${approver.email}`);
  });
  const { body } = await platform.admin.get(`${DAYS}/${date}/status`);
  expect(body.data).toMatchObject({ status: 'PENDING', values: { rosPercentage: 1 } });
});
