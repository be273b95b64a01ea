import { COLLECTIONS } from '#lib/database';
import { allClosed } from '../../support/forget-proofs.js';
import type { Caller } from './caller.js';
import { readDocument, routesOf } from './openapi.js';
import { DAYS as PATH_OF_DAYS, inMs } from './running-product.js';
import { startSmallPlatform, type SmallPlatform } from './small-platform.js';
import { routesOfTheSpecification } from './specification-routes.js';
import { dataOf, typedClient, walk } from './walk.js';

export const DAYS = `/api/v1${PATH_OF_DAYS}` as const;
export const POOL = '/api/v1/admin/pool';
/** Pages for people, which the API's own document leaves out. */
export const PAGES = ['/docs', '/docs-json', '/admin/queues'];

/** Asked for by the types; admins of the walk have no second factor unless a row says so. */
export const code = { twoFACode: '000000' };
export const confirmed = { body: code };
export const reason = 'a wrong percentage';
export const NOW = { Prefer: 'wait=0' };
export const DONE = { Prefer: 'wait=25' };

export const TEXT = expect.any(String) as string;
export const HASH = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
export const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
export const including = (...items: unknown[]) => expect.arrayContaining(items) as unknown[];
export const like = (fields: object) => expect.objectContaining(fields) as object;

export const withId = (id: unknown) => ({ params: { path: { id: String(id) } } });
export const one = (scheduledFor: string, more: object = {}) => ({ rosPercentage: 1, scheduledFor, ...more });
export const slotsAt = (...times: readonly [string, string]) => ({
  multiSlotEnabled: true,
  ...{ premiumPoolAmount: 10, performancePoolAmount: 5, description: 'x' },
  distributionSlots: [
    { slotNumber: 1, rosPercentage: 0.5, scheduledFor: times[0] },
    { slotNumber: 2, rosPercentage: 1, scheduledFor: times[1] },
  ],
});
/**
 * What two such slots pay: 0.5 and 1 percent of 100, 200 and 50.55; with the last the premium pool to Ann and half of the
 * performance pool each to her and Bob.
 */
export const PAYS = { first: 1.75275, second: 18.5055, day: 20.25825, wallets: [14, 5.5, 0.75825] };

/** What the rows of a section have in common. */
export type Surroundings = Awaited<ReturnType<typeof surroundingsOf>>;

/**
 * A walk through docs/specification.md 3 on a product of its own, row by row in the page's order, by the typed client.
 * @param name a word that tells the test file
 * @returns makes a test of one subsection: its rows, after which every route that the page names in it has succeeded
 */
export function walkOn(name: string) {
  const walked = new Set<string>();
  const left = new AbortController();
  let here: Surroundings;
  let named: ReturnType<typeof routesOfTheSpecification>;
  beforeAll(async () => {
    const limits = { APPROVAL_ABOVE: '1000', DAY_LIMIT: '5000', PAYOUT_DELAY_MINUTES: '10' };
    const environment = { ...limits, DEFAULT_DISTRIBUTION_TIME: '06:30', CHUNK_SIZE: '1', WORKER_CONCURRENCY: '1' };
    here = await surroundingsOf(await startSmallPlatform(name, { environment }), walked, left.signal);
    const known = routesOf(await readDocument(here.product.nobody())).map((route) => route.name);
    named = routesOfTheSpecification([...known, ...PAGES.map((path) => `GET ${path}`)]);
  });
  afterAll(async () => {
    left.abort();
    await here.product.stop();
  });

  return (number: string, about: string, rows: (here: Surroundings) => Promise<void>): void => {
    it(`${number} ${about}`, async () => {
      await here.anew();
      walked.clear();
      await rows(here);
      const { routes, unknown } = named.get(number) ?? { routes: [], unknown: ['the subsection itself'] };
      const notWalked = routes.filter((route) => !walked.has(route));
      expect({ unknown, notWalked }).toEqual({ unknown: [], notWalked: [] });
    });
  };
}

async function surroundingsOf(platform: SmallPlatform, walked: Set<string>, signal: AbortSignal) {
  const { product, people } = platform;
  const clientOf = (caller: Pick<Caller, 'url' | 'token'>) => typedClient(caller, (route) => walked.add(route));
  const [admin, ann] = [clientOf(platform.admin), clientOf(platform.ann)];
  const { offset } = (await dataOf(admin.GET('/api/v1/admin/settings'))).timeZone;
  const day = (days = 0): string => product.day(days);
  const of = (name: keyof typeof COLLECTIONS) => product.connection.collection(COLLECTIONS[name]);
  const onDay = (date = day()) => ({ params: { path: { date } } });
  const onSlot = (slotNumber: number, date = day()) => ({ params: { path: { date, slotNumber } } });
  const declaration = (date: string, more: object = {}) => ({
    params: { header: DONE },
    body: {
      ...{ date, premiumPoolAmount: 10, performancePoolAmount: 5, rosPercentage: 0.55, description: 'Normal day' },
      ...{ ...code, ...more },
    },
  });
  const declare = (date: string, more?: object) => () => admin.POST(`${DAYS}/declare`, declaration(date, more));
  const queue = (body: object, header: Record<string, string> = {}) => {
    return () => admin.POST(`${DAYS}/today/queue`, { body: { ...body, ...code }, params: { header } });
  };
  const change = (slotNumber: number, fields: object) => {
    const init = { params: { path: { slotNumber } }, body: { ...fields, ...code } };
    return () => admin.PATCH(`${DAYS}/today/queue/{slotNumber}`, init);
  };

  /** Queues today and waits for its end. */
  async function ended(body: object, status = 'COMPLETED'): Promise<void> {
    await walk(['it is queued', queue(body), {}]);
    await product.todayIs(platform.admin, status);
  }

  /** Queues today as the two slots of `PAYS`, and has them paid one after the other. */
  async function paid(): Promise<void> {
    await ended(slotsAt(inMs(0), '23:59'), 'SCHEDULED');
    await allClosed(product.connection);
    await walk(['its time has come', change(2, { scheduledFor: inMs(0) }), {}]);
    await product.todayIs(platform.admin, 'COMPLETED');
  }

  /** Begins the days anew, when nothing that was paid still waits for its proof. */
  async function anew(): Promise<void> {
    await allClosed(product.connection);
    await product.forgetDays();
  }

  async function withoutBobsStake(work: () => Promise<void>): Promise<void> {
    const setTo = (status: string) => of('stakes').updateOne({ userId: people.bob.id }, { $set: { status } });
    await setTo('CANCELLED');
    await work().finally(() => setTo('ACTIVE'));
  }

  return {
    ...{ platform, product, people, admin, ann, clientOf },
    /** A page that is no route of the document was seen. */
    saw: (path: string) => void walked.add(`GET ${path}`),
    /** As `+05:00`: where the platform is. */
    offset,
    day,
    at: (date: string, time: string): string => new Date(`${date}T${time}${offset}`).toISOString(),
    ...{ of, onDay, onSlot, stream: { parseAs: 'stream', signal } as const },
    ...{ declaration, declare, queue, change, ended, paid, anew, withoutBobsStake },
    dayStatus: () => admin.GET(`${DAYS}/today/status`),
    pause: () => admin.POST('/api/v1/admin/cron/pause', confirmed),
    resume: () => admin.POST('/api/v1/admin/cron/resume', confirmed),
    cancelAll: () => admin.DELETE(`${DAYS}/today/queue`, confirmed),
  };
}
