import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { codeAt } from '../e2e/support/codes.js';
import { DAYS, inMs } from '../e2e/support/running-product.js';
import { spoilStakes, startSmallPlatform, type SmallPlatform } from '../e2e/support/small-platform.js';
import { ConsoleBrowser } from './support/console-browser.js';

const BUILT = join(process.cwd(), 'dist/apps/console');
/** Of compressed script, until the first screen is there. */
const MOST_BYTES = 250_000;

const SETTLED = { timeout: 5_000 };

let platform: SmallPlatform;
let browser: ConsoleBrowser;
beforeAll(async () => {
  [platform, browser] = await Promise.all([startSmallPlatform('screens'), ConsoleBrowser.open()]);
});
afterAll(async () => {
  await browser.close();
  await platform.product.stop();
});

it('the first screen needs at most 250 kB of compressed script', async () => {
  interface Chunk {
    readonly file: string;
    readonly imports?: readonly string[];
  }
  const manifest = JSON.parse(await readFile(join(BUILT, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
  const needed = new Set<string>();
  const need = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || needed.has(chunk.file)) return;
    needed.add(chunk.file);
    for (const imported of chunk.imports ?? []) need(imported);
  };
  need('index.html');
  const files = await Promise.all([...needed].map((file) => readFile(join(BUILT, file))));
  const bytes = files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});

it('the page is never kept and has a policy and a nonce of its own, what it is made of is kept for ever', async () => {
  const nobody = platform.product.nobody();
  const [page, again, deep] = await Promise.all(
    ['//console', '//console/', '//console/days/2026-02-12/slots/2'].map((path) => nobody.get(path)),
  );
  for (const answer of [page, again, deep]) {
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get('cache-control')).toBe('no-store');
    const policy = answer?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(answer?.text).toContain(`nonce="${nonce}"`);
    expect(answer?.text).not.toContain('__NONCE__');
  }
  expect(page?.headers.get('content-security-policy')).not.toBe(again?.headers.get('content-security-policy'));

  const script = /src="(\/console\/assets\/[^"]+)"/.exec(page?.text ?? '')?.[1] ?? '';
  const asset = await nobody.get(`/${script}`);
  expect(asset.status).toBe(200);
  expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-encoding')).toBe('gzip');
  expect((await nobody.get('//console/assets/none.js')).status).toBe(404);
  expect((await nobody.get('//console/assets/..%2fmanifest.json')).status).toBe(404);
  expect((await nobody.post('//console')).status).toBe(404);
});

it('axe finds nothing on any screen, in light and dark, wide and narrow, and no page is wider than its window', async () => {
  const { product, people } = platform;
  const person = await product.person({ role: 'admin', twoFA: true });
  await spoilStakes(platform, true);
  await platform.admin.post(`${DAYS}/today/queue`, {
    rosPercentage: 1,
    premiumPoolAmount: 5,
    performancePoolAmount: 3,
    scheduledFor: inMs(0),
  });
  await product.todayIs(platform.admin, 'COMPLETED');
  await platform.admin.post(`${DAYS}/${product.day(1)}/queue`, { rosPercentage: 0.5 });
  const day = `/days/${product.day()}`;
  const screens: readonly (readonly [string, string | RegExp])[] = [
    ['/', 'Slot 1'],
    [`${day}/slots/1`, 'the amount of the stake is not valid'],
    [`${day}?tab=proof`, 'What is owed'],
    [`${day}?tab=failures`, people.ann.email],
    [`${day}?tab=payouts`, 'Payouts'],
    [`${day}?tab=receipts`, 'Receipt roots'],
    [`${day}?tab=audit`, 'Of what'],
    ['/plan', 'What it would pay'],
    ['/calendar', 'Declared by'],
    ['/users', people.ann.email],
    [`/users/${people.ann.id.toHexString()}`, 'Latest entries'],
    ['/alerts', 'What to do'],
    ['/health', 'Rules and versions'],
    ['/approvals', 'Approvals'],
    ['/reports', 'Day by day'],
    ['/receipts', 'Open or paste a receipt'],
    ['/audit', 'Chain intact'],
    ['/admins', 'End all my sessions'],
    ['/nowhere', 'No such page'],
  ];

  await browser.visit('screens', product.url, async (visit) => {
    const { page } = visit;
    await visit.open('/');
    const found: string[] = [];
    const check = async (name: string): Promise<void> => {
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 });
        // What the window's width changes is laid out a moment later.
        const fits = page.waitForFunction((most) => document.documentElement.scrollWidth <= most, width, SETTLED);
        await fits.catch(async () => {
          const wide = await page.evaluate(() =>
            [...document.querySelectorAll('body *')]
              .filter((one) => one.getBoundingClientRect().right > window.innerWidth && one.closest('.wide') === null)
              .map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`)
              .slice(0, 5),
          );
          found.push(`${name} ${width}: the page is wider than its window: ${wide.join(' | ')}`);
        });
        for (const colorScheme of ['dark', 'light'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
          // What is dark differs in its colours alone.
          const violations = await visit.violations(colorScheme === 'dark' ? ['color-contrast'] : undefined);
          found.push(...violations.map((violation) => `${name} ${width} ${colorScheme}: ${violation}`));
        }
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    };
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await check('sign-in');
    await visit.signIn(person);
    for (const [path, words] of screens) {
      await visit.open(path);
      await page.getByRole('main').getByText(words).or(page.getByRole('dialog').getByText(words)).first().waitFor();
      await check(path);
    }

    await visit.open('/health');
    await page.getByRole('button', { name: 'Pause' }).click();
    await visit.sees('No further slot starts');
    // Nobody needs a mouse to get to the code.
    await page.locator(':focus[aria-label="Digit 1 of the code"]').waitFor();
    await check('confirm');
    await visit.enterCode(await codeAt(person.totpSecret));
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    expect(found).toEqual([]);
  });
});

it('an admin without a second factor enrols it by the code that is shown to him as a picture', async () => {
  const { product } = platform;
  const person = await product.person({ role: 'admin' });
  const enrolmentCode = await product.enrolmentCode(person);
  await browser.visit('enrol', product.url, async (visit) => {
    const { page } = visit;
    await visit.open('/');
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Enrolment code').fill(enrolmentCode);
    await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    expect(await visit.violations()).toEqual([]);
    const secret = (await page.locator('code').textContent()) ?? '';
    await visit.enterCode(await codeAt(secret));
    await visit.sees('Keep these recovery codes');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
  });
});
