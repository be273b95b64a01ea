import { COLLECTIONS } from '#lib/database';
import { allClosed } from '../../support/forget-proofs.js';
import { usdt } from '../../support/builders.js';
import { AnswerSchemas } from '../support/answer-schemas.js';
import type { ApiAnswer, Caller } from '../support/caller.js';
import { codeAt } from '../support/codes.js';
import { addressOf, isAdminRoute, readDocument, routesOf, type Document, type Route } from '../support/openapi.js';
import { inMs } from '../support/running-product.js';
import { spoilStakes, startSmallPlatform, type SmallPlatform } from '../support/small-platform.js';

const DAYS = '/api/v1/admin/daily-declaration-returns';
/** They never end: their states are the data of a day's status, and read elsewhere. */
const STREAMS = [`GET ${DAYS}/today/events`, `GET ${DAYS}/{date}/events`, 'GET /api/v1/admin/events'];

const NO_POOLS = { premiumPoolAmount: 0, performancePoolAmount: 0 };

interface Given {
  /** The admin, unless told. */
  readonly as?: Caller;
  readonly date?: string;
  readonly slotNumber?: number;
  readonly id?: string;
  readonly query?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

let platform: SmallPlatform;
let document: Document;
let routes: Route[];
let schemas: AnswerSchemas;
let differences: string[];
const succeeded = new Set<string>();

beforeAll(async () => {
  platform = await startSmallPlatform('documented-answers', { environment: { APPROVAL_ABOVE: '1000000' } });
  document = await readDocument(platform.product.nobody());
  routes = routesOf(document);
  schemas = new AnswerSchemas(document);
});
afterAll(() => platform.product.stop());
beforeEach(async () => {
  differences = [];
  await platform.product.forgetDays();
});

const day = (offset = 0): string => platform.product.day(offset);

/** Calls one route and holds its answer against the document. @param name with its parameters as `{date}` */
async function ask(name: string, { as, query, body, headers, ...names }: Given = {}): Promise<ApiAnswer> {
  const route = routes.find((one) => one.name === name);
  if (route === undefined) throw new Error(`${name} is not in the document, which has ${routes.length} routes`);
  const address = addressOf(route, { date: day(), slotNumber: 1, id: '0'.repeat(24), ...names });
  const caller = as ?? (isAdminRoute(route) ? platform.admin : platform.ann);
  const sent = body ?? (route.method === 'GET' ? undefined : {});
  const answer = await caller.send(route.method, query === undefined ? address : `${address}?${query}`, sent, headers);
  differences.push(...schemas.differences(route, answer));
  if (answer.status < 300) succeeded.add(name);
  return answer;
}

const post = (path: string, given?: Given) => ask(`POST ${path}`, given);
const reads = (): string[] =>
  routes.filter(({ method, name }) => method === 'GET' && !STREAMS.includes(name)).map(({ name }) => name);

async function readEverything(): Promise<void> {
  const id = platform.people.ann.id.toHexString();
  for (const name of reads()) await ask(name, { id });
}

it('null is written as every reader takes it', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(JSON.stringify(document)).not.toContain('"nullable"');
});

it('every route that reads answers as documented before anything is declared', async () => {
  expect(reads().length).toBeGreaterThanOrEqual(15);
  await readEverything();
  expect(differences).toEqual([]);
});

it('a day that is declared, queued and paid is answered as documented at every step', async () => {
  const { admin, product } = platform;
  const values = { rosPercentage: 1, premiumPoolAmount: 10, performancePoolAmount: 20, description: 'one day' };
  const slots = (soon: string) => [
    { slotNumber: 1, rosPercentage: 0.5, scheduledFor: soon },
    { slotNumber: 2, rosPercentage: 0.5, scheduledFor: '23:59:59' },
  ];
  await post(`${DAYS}/declare`, { body: { date: day(), ...values } });
  await readEverything();
  await post(`${DAYS}/today/preview`, { body: { multiSlotEnabled: true, distributionSlots: slots('23:00') } });
  const body = { multiSlotEnabled: true, distributionSlots: slots(inMs(500)) };
  expect((await post(`${DAYS}/today/queue`, { body })).status).toBe(200);
  await readEverything();
  await product.todayIs(admin, 'SCHEDULED');
  await readEverything();
  await ask(`PATCH ${DAYS}/today/queue/{slotNumber}`, { slotNumber: 2, body: { scheduledFor: inMs(300) } });
  await product.todayIs(admin, 'COMPLETED');
  await allClosed(product.connection);
  await readEverything();
  const paid = await product.connection
    .collection(COLLECTIONS.transactions)
    .findOne({ userId: platform.people.ann.id });
  for (const whose of ['me', 'admin']) {
    const receipt = await ask(`GET /api/v1/${whose}/transactions/{id}/receipt`, { id: String(paid?._id) });
    expect(receipt.status).toBe(200);
  }
  await post(`${DAYS}/{date}/compensate`);
  expect(differences).toEqual([]);
});

it('slots that are cancelled, and declarations that are changed and deleted, are answered as documented', async () => {
  const slots = [1, 2].map((slotNumber) => ({ slotNumber, rosPercentage: 1, scheduledFor: `23:5${slotNumber}` }));
  await post(`${DAYS}/today/queue`, { body: { multiSlotEnabled: true, distributionSlots: slots } });
  await ask(`DELETE ${DAYS}/today/queue/{slotNumber}`);
  await ask(`DELETE ${DAYS}/today/queue`);
  const later = { date: day(3) };
  const timed = [1, 2].map((slotNumber) => ({ slotNumber, rosPercentage: 1, scheduledFor: `10:0${slotNumber}` }));
  const queued = { ...later, body: { multiSlotEnabled: true, distributionSlots: timed } };
  expect((await post(`${DAYS}/{date}/preview`, queued)).status).toBe(200);
  expect((await post(`${DAYS}/{date}/queue`, queued)).status).toBe(200);
  await ask(`PATCH ${DAYS}/{date}/queue/{slotNumber}`, { ...later, body: { rosPercentage: 0.5 } });
  await ask(`DELETE ${DAYS}/{date}/queue/{slotNumber}`, later);
  await ask(`DELETE ${DAYS}/{date}/queue`, later);
  await readEverything();
  const body = { date: day(2), rosPercentage: 1, ...NO_POOLS, autoDistributeROS: true };
  await post('/api/v1/admin/daily-profit/declare', { body });
  await ask(`PATCH ${DAYS}/{date}`, { date: day(2), body: { rosPercentage: 0.5, description: 'less' } });
  await ask(`GET ${DAYS}/{date}`, { date: day(2) });
  await ask(`DELETE ${DAYS}/{date}`, { date: day(2) });
  expect(differences).toEqual([]);
});

it('what is distributed at once is answered as documented', async () => {
  await post(`${DAYS}/declare`, {
    body: { date: day(), rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 3 },
  });
  const distribute = { distributePools: true, distributeROS: true };
  expect((await post(`${DAYS}/{date}/distribute`, { body: distribute })).status).toBe(200);
  expect((await post(`${DAYS}/{date}/distribute`, { body: distribute })).status).toBe(409);
  const pools = { performancePoolAmount: 3, premiumPoolAmount: 1, notes: 'for now' };
  for (const more of [{}, { autoDistribute: true }, { date: day(1) }, { date: day(3), rosPercentage: 1 }]) {
    expect((await post('/api/v1/admin/pool/declare', { body: { ...pools, ...more } })).status).toBe(200);
  }
  const kept = await post('/api/v1/admin/pool/declare', { body: pools });
  const given = { id: String(kept.body.data?.['id']) };
  await ask('GET /api/v1/admin/pool/{id}', given);
  await ask('GET /api/v1/admin/pool/declarations');
  await post('/api/v1/admin/pool/{id}/distribute', given);
  const other = await post('/api/v1/admin/pool/declare', { body: pools });
  await ask('DELETE /api/v1/admin/pool/{id}', { id: String(other.body.data?.['id']) });
  await readEverything();
  expect(differences).toEqual([]);
});

it('what waits for a second admin, and what he decides, are answered as documented', async () => {
  const large = { date: day(5), body: { premiumPoolAmount: 2_000_000, scheduledFor: '12:00' } };
  const proposed = async (): Promise<string> => {
    const { status, body } = await post(`${DAYS}/{date}/queue`, large);
    expect(status).toBe(202);
    return (body.data?.['proposal'] as { id: string }).id;
  };
  const as = await platform.product.admin();
  const [rejected, approved] = [await proposed(), await proposed()];
  await ask('GET /api/v1/admin/proposals/{id}', { id: approved });
  await ask('GET /api/v1/admin/proposals/{id}/now', { id: approved });
  await post('/api/v1/admin/proposals/{id}/reject', { as, id: rejected, body: { reason: 'one is enough' } });
  await post('/api/v1/admin/proposals/{id}/approve', { id: approved });
  expect((await post('/api/v1/admin/proposals/{id}/approve', { as, id: approved })).status).toBe(200);
  await readEverything();
  expect(differences).toEqual([]);
});

it('what fails, the alert of it and the retry are answered as documented', async () => {
  const { admin, product } = platform;
  await spoilStakes(platform, true);
  const body = { rosPercentage: 1, scheduledFor: inMs(100) };
  expect((await post(`${DAYS}/today/queue`, { body })).status).toBe(200);
  await product.todayIs(admin, 'FAILED');
  const hasAlert = ({ body }: ApiAnswer): boolean => (body.data?.['alerts'] as object[]).length > 0;
  const { body: listed } = await product.seen(admin, '/admin/alerts', hasAlert);
  await readEverything();
  const [alert] = listed.data?.['alerts'] as { id: string }[];
  await post('/api/v1/admin/alerts/{id}/acknowledge', { id: alert!.id });
  await spoilStakes(platform, false);
  const headers = { prefer: 'wait=0' };
  await post('/api/v1/admin/alerts/acknowledge', { body: { rule: 'SLOT_FAILED', note: 'seen' } });
  await post('/api/v1/admin/cron/pause');
  await post(`${DAYS}/{date}/retry`, { headers });
  await post(`${DAYS}/{date}/slots/{slotNumber}/retry`, { headers });
  await post('/api/v1/admin/cron/resume');
  await product.todayIs(admin, 'COMPLETED');
  await readEverything();
  const reason = 'a wrong percentage';
  await post(`${DAYS}/{date}/slots/{slotNumber}/reverse`, { body: { reason, preview: true } });
  await post(`${DAYS}/{date}/slots/{slotNumber}/reverse`, { body: { reason }, headers });
  await product.seen(admin, `/admin/daily-declaration-returns/${day()}/slots/1`, ({ body }) => {
    return (body.data?.['reversal'] as { status: string } | null)?.status === 'COMPLETED';
  });
  await readEverything();
  await post(`${DAYS}/{date}/slots/{slotNumber}/reinstate`);
  expect(differences).toEqual([]);
});

it('a distribution at once that fails is answered as documented', async () => {
  const declaration = { date: day(), rosPercentage: 1, ...NO_POOLS };
  const reason = 'a wrong percentage';
  await post(`${DAYS}/declare`, { body: declaration });
  await spoilStakes(platform, true);
  const distributed = await post(`${DAYS}/{date}/distribute`, { body: { distributeROS: true } });
  expect([distributed.status, distributed.body.error?.code]).toEqual([500, 'DISTRIBUTION_FAILED']);
  await platform.product.forgetDays();
  const declared = await post(`${DAYS}/declare`, { body: { ...declaration, autoDistributeROS: true } });
  expect([declared.status, declared.body.error?.code]).toEqual([500, 'DISTRIBUTION_FAILED']);
  await spoilStakes(platform, false);
  expect((await post(`${DAYS}/{date}/retry`)).status).toBe(200);
  expect((await post(`${DAYS}/{date}/reverse`, { body: { reason } })).status).toBe(200);
  expect((await post(`${DAYS}/{date}/reinstate`)).status).toBe(200);
  expect(differences).toEqual([]);
});

it('pools for now that fail, and their retries, are answered as documented', async () => {
  const { connection } = platform.product;
  const setWallets = (earnings: unknown) =>
    connection.collection(COLLECTIONS.users).updateMany({}, { $set: { 'wallets.earnings': earnings } });
  await setWallets('broken');
  const declared = await post('/api/v1/admin/pool/declare', {
    body: { performancePoolAmount: 3, premiumPoolAmount: 0, autoDistribute: true },
  });
  const failed = await connection.collection(COLLECTIONS.distributions).findOne({ key: /^pool\// });
  const id = String(failed?.['key']).replace('pool/', '');
  const again = await post('/api/v1/admin/pool/{id}/retry', { id });
  for (const { status, body } of [declared, again]) {
    expect([status, body.error?.code]).toEqual([500, 'DISTRIBUTION_FAILED']);
  }
  await setWallets(usdt('0'));
  expect((await post('/api/v1/admin/pool/{id}/retry', { id })).status).toBe(200);
  const body = { reason: 'a wrong amount' };
  expect((await post('/api/v1/admin/pool/{id}/reverse', { id, body })).status).toBe(200);
  expect((await post('/api/v1/admin/pool/{id}/reinstate', { id })).status).toBe(200);
  expect(differences).toEqual([]);
});

it('pausing, signing in and setting 2FA up are answered as documented', async () => {
  const { product } = platform;
  await post('/api/v1/admin/cron/pause');
  await readEverything();
  await post('/api/v1/admin/cron/resume');
  const { email, password, ...person } = await product.person();
  await post('/api/v1/auth/login', { as: product.nobody(), body: { email, password } });
  await post('/api/v1/auth/login', { as: product.nobody(), body: { email, password: 'another' } });
  const as = await product.signIn({ email, password, ...person });
  const { body } = await post('/api/v1/auth/2fa/setup', { as });
  await post('/api/v1/auth/2fa/enable', { as, body: { code: await codeAt(String(body.data?.['secret'])) } });
  await post('/api/v1/auth/2fa/setup', { as });
  expect(differences).toEqual([]);
});

it('sessions and the access of admins are answered as documented', async () => {
  const { product } = platform;
  const person = await product.person({ role: 'admin', twoFA: true });
  const { email, password } = person;
  const signedIn = await post('/api/v1/auth/login', { as: product.nobody(), body: { email, password } });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  await post('/api/v1/auth/refresh', { as: product.nobody(), headers: { cookie } });
  const as = await product.signIn(person);
  await ask('GET /api/v1/auth/me', { as });
  await post('/api/v1/auth/ticket', { as });
  const { id } = await product.person({ role: 'admin' });
  const twoFACode = await codeAt(person.totpSecret);
  const other = { as, id: id.toHexString() };
  await post('/api/v1/admin/users/{id}/enrolment', { ...other, body: { twoFACode } });
  await ask('PATCH /api/v1/admin/users/{id}/scopes', { id: other.id, body: { scopes: ['view'] } });
  await post('/api/v1/auth/logout', { as });
  await post('/api/v1/auth/logout-everywhere', { as: await product.signIn(person) });
  expect(differences).toEqual([]);
});

it('every refusal is answered as documented, and those routes that need a token say so', async () => {
  const asksForToken: string[] = [];
  // What ends a session ends it for every route after it.
  const last = ({ name }: Route): number => (name.includes('/auth/logout') ? 1 : 0);
  const looked = routes.filter(({ name }) => !STREAMS.includes(name)).sort((a, b) => last(a) - last(b));
  for (const { name, queryParameters, method } of looked) {
    const { status, body } = await ask(name, { as: platform.product.nobody() });
    if (status === 401 && body.error?.code === 'UNAUTHENTICATED') asksForToken.push(name);
    await ask(name, { as: platform.bob });
    await ask(name, { date: 'no-date', slotNumber: 0, id: 'x' });
    await ask(name, { date: day(9), slotNumber: 77, id: 'f'.repeat(24) });
    if (method !== 'GET') await ask(name, { body: { unheardOf: 1 } });
    if (queryParameters.length > 0) await ask(name, { query: 'unheardOf=1' });
  }
  expect(differences).toEqual([]);
  const documented = routes
    .filter(({ needsToken, name }) => needsToken && !STREAMS.includes(name))
    .map(({ name }) => name);
  expect(asksForToken.sort()).toEqual(documented.sort());
});

it('every route was seen to succeed', () => {
  const unseen = routes.map(({ name }) => name).filter((name) => !succeeded.has(name));
  expect(unseen.sort()).toEqual([...STREAMS].sort());
});
