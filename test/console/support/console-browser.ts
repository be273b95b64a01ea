import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { findChromium } from '#lib/local-services';
import type { Person } from '../../e2e/support/running-product.js';

/** Where the picture of a failure is left. */
const PICTURES = join(process.cwd(), 'dist/console-failures');
/** Only a test that fails waits so long. */
const PATIENCE_MS = 60_000;
/** As root a browser has no sandbox, in a container no shared memory to speak of. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic'];
/** Where pictures of the console are left, if any are wanted: `docs` renews those of the documents. */
const PICTURED = process.env['CONSOLE_PICTURES'];
const NOT_ANSWERED = /^Failed to load resource: net::ERR_/;
const LOAD_FAILED = /^Failed to load resource: the server responded with a status of (\d+)/;

/** A browser of the test file's own. */
export class ConsoleBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly axe: string,
  ) {}

  static async open(): Promise<ConsoleBrowser> {
    const { file, environment } = await findChromium((line) => process.stderr.write(`${line}\n`));
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    return new ConsoleBrowser(
      await chromium.launch({
        executablePath: file,
        args: ARGUMENTS,
        env: { ...definedOf(process.env), ...environment },
      }),
      await readFile(axe, 'utf8'),
    );
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /**
   * Runs a test in a fresh profile. What the browser complains of, and what it asks of another host, fails it; a
   * failure leaves a picture.
   * @param url of the API
   */
  async visit(name: string, url: string, work: (visit: Visit) => Promise<void>): Promise<void> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
    const page = await context.newPage();
    const visit = new Visit(page, context, url, this.axe);
    try {
      await work(visit);
      expect(visit.complaints).toEqual([]);
      expect(visit.foreign).toEqual([]);
    } catch (error) {
      const file = join(PICTURES, `${name.replaceAll(/\W+/g, '-')}.png`);
      await mkdir(PICTURES, { recursive: true });
      await page.screenshot({ path: file, fullPage: true }).catch(() => undefined);
      const said = visit.complaints.join('\n');
      throw new Error(`${(error as Error).message}\nA picture: ${file}\n${said}`, { cause: error });
    } finally {
      await context.close();
    }
  }
}

/** One person at the console. */
export class Visit {
  readonly complaints: string[] = [];
  readonly foreign: string[] = [];
  private readonly expected = new Set<number>();
  private isAwayExpected = false;

  constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly url: string,
    private readonly axe: string,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
    page.on('console', (message) => {
      const status = Number(LOAD_FAILED.exec(message.text())?.[1] ?? Number.NaN);
      const isExpected = this.expected.has(status) || (this.isAwayExpected && NOT_ANSWERED.test(message.text()));
      if (message.type() === 'error' && !isExpected) this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      const target = request.url();
      if (/^https?:/.test(target) && new URL(target).origin !== url) this.foreign.push(target);
    });
  }

  /** An answer that the browser calls an error, and the test does not. */
  expectStatus(...statuses: readonly number[]): void {
    for (const status of statuses) this.expected.add(status);
  }

  /** Requests that nobody answers. */
  expectAway(): void {
    this.isAwayExpected = true;
  }

  /** Leaves a picture of what is on the screen, where pictures are wanted. */
  async picture(name: string): Promise<void> {
    if (PICTURED === undefined) return;
    await this.stillness();
    await this.page.screenshot({ path: join(process.cwd(), PICTURED, `${name}.png`) });
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.url}/console${path}`);
  }

  async signIn({ email, password }: Person): Promise<void> {
    await this.page.getByLabel('E-mail address').fill(email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByText('Live', { exact: true }).waitFor();
  }

  /** Types the six digits where the open dialog asks for them. */
  async enterCode(code: string): Promise<void> {
    await this.page.getByLabel('Digit 1 of the code').focus();
    await this.page.keyboard.type(code);
  }

  /** Waits for words on the screen. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** A file that the browser saves when something is done. */
  async download(work: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), work()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  }

  /** What the page's main thread has worked since, in seconds of its own: what else the machine does is not in it. */
  async mainThread(): Promise<{ readonly seconds: () => Promise<number> }> {
    const session = await this.context.newCDPSession(this.page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const worked = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    };
    const before = await worked();
    return { seconds: async () => (await worked()) - before };
  }

  /** Counts from now on how often rows change, all that change together once. */
  async watchRows(rows: string): Promise<void> {
    await this.page.evaluate((selector) => {
      const seen = { updates: 0 };
      Object.assign(globalThis, { seen });
      new MutationObserver((records) => {
        const isInRow = ({ target }: MutationRecord): boolean =>
          ((target instanceof Element ? target : target.parentElement)?.closest(selector) ?? null) !== null;
        if (records.some(isInRow)) seen.updates += 1;
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    }, rows);
  }

  async rowUpdates(): Promise<number> {
    return this.page.evaluate(() => (globalThis as unknown as { seen: { updates: number } }).seen.updates);
  }

  /** Colours that are still on their way from light to dark are nobody's. */
  private async stillness(): Promise<void> {
    await this.page.evaluate(async () => {
      await new Promise(requestAnimationFrame);
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    });
  }

  /** What axe finds wrong on the screen, in words. @param rules those alone; left out: all */
  async violations(rules?: readonly string[]): Promise<string[]> {
    if (!(await this.page.evaluate(() => 'axe' in globalThis))) await this.page.evaluate(this.axe);
    const options = { resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: rules }) };
    await this.stillness();
    const found = await this.page.evaluate(async (wanted) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      return (await axe.run(document, wanted)).violations;
    }, options);
    return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  }
}

interface Axe {
  readonly run: (context: unknown, options: unknown) => Promise<AxeResult>;
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

function definedOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
