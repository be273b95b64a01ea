import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { COLLECTIONS } from '#lib/database';
import { Types } from 'mongoose';
import { anAlert } from '../../support/builders.js';
import type { ApiAnswer, Caller } from '../support/caller.js';
import { codeAt, wrongCode } from '../support/codes.js';
import {
  addressOf,
  bodyOf,
  isAdminRoute,
  isMutation,
  readDocument,
  routesOf,
  type Route,
  type Values,
} from '../support/openapi.js';
import { RunningProduct, type Person } from '../support/running-product.js';
import { everythingStored } from '../support/stored.js';

/** The change-shaped routes that ask for no code: they change nothing, or only take notice (docs/specification.md 3). */
const PREVIEWS = ['today', '{date}'].map((day) => `POST /api/v1/admin/daily-declaration-returns/${day}/preview`);
const NOTICES = ['acknowledge', '{id}/acknowledge'].map((path) => `POST /api/v1/admin/alerts/${path}`);
const NEED_NO_CODE = [...PREVIEWS, ...NOTICES];

/** The board stands outside of the API's own document. */
const BOARD = ['//admin/queues', '//admin/queues/', '//admin/queues/api/queues', '//ADMIN/queues/api/queues'];

let product: RunningProduct;
let everyRoute: Route[];
let adminRoutes: Route[];
let mutations: Route[];
let values: Values;
beforeAll(async () => {
  product = await RunningProduct.start('every-admin-route', {
    environment: { TWO_FA_ENFORCED: 'true' },
    worker: false,
  });
  everyRoute = routesOf(await readDocument(product.nobody()));
  adminRoutes = everyRoute.filter(isAdminRoute);
  mutations = adminRoutes.filter((route) => isMutation(route) && !NEED_NO_CODE.includes(route.name));
  values = await somethingToChange();
});
afterAll(() => product.stop());

/** A day, slots and an alert, so that with a code every route would find what it changes. */
async function somethingToChange(): Promise<Values> {
  const admin = await product.person({ role: 'admin', twoFA: true });
  const caller = await product.signIn(admin);
  const days = '/admin/daily-declaration-returns';
  const declared = await caller.post(`${days}/declare`, {
    date: product.day(1),
    rosPercentage: 1,
    premiumPoolAmount: 0,
    performancePoolAmount: 0,
    twoFACode: await codeAt(admin.totpSecret),
  });
  const queued = await caller.post(`${days}/today/queue`, {
    multiSlotEnabled: true,
    distributionSlots: [{ slotNumber: 1, rosPercentage: 1, scheduledFor: '23:59:59' }],
    twoFACode: await codeAt(admin.totpSecret, 30),
  });
  expect([declared.status, queued.status]).toEqual([200, 200]);
  const alert = await product.connection
    .collection(COLLECTIONS.alerts)
    .insertOne(anAlert({ key: 'SLOT_FAILED/for-this-test', message: 'for this test', date: null, slotNumber: null }));
  return { date: product.day(1), slotNumber: 1, id: alert.insertedId.toHexString(), scheduledFor: '23:58:00' };
}

function ask(caller: Caller, route: Route, code?: string): Promise<ApiAnswer> {
  const body = isMutation(route)
    ? { ...bodyOf(route.body, values), ...(code === undefined ? {} : { twoFACode: code }) }
    : undefined;
  return caller.send(route.method, addressOf(route, values), body);
}

const told = ({ status, body }: ApiAnswer): string => `${status} ${body.error?.code ?? ''}`.trim();

/** Asks every route, in turn, and tells those that are not answered as expected. */
async function answeredOtherwise(
  routes: readonly Route[],
  expected: string,
  one: (route: Route) => Promise<ApiAnswer>,
): Promise<string[]> {
  const otherwise: string[] = [];
  for (const route of routes) {
    const answer = told(await one(route));
    if (answer !== expected) otherwise.push(`${route.name}: ${answer}`);
  }
  return otherwise;
}

async function nothingWritten(work: () => Promise<void>): Promise<void> {
  const before = await everythingStored(product.connection);
  await work();
  expect(await everythingStored(product.connection)).toEqual(before);
}

async function signedIn(person: Promise<Person>): Promise<Caller> {
  return product.signIn(await person);
}

/** One for each change, for five wrong codes lock an account. */
async function freshAdmins(): Promise<Person[]> {
  const admins: Person[] = [];
  while (admins.length < mutations.length) admins.push(await product.person({ role: 'admin', twoFA: true }));
  return admins;
}

it('there are routes to look at, and the exceptions are among them', () => {
  expect(adminRoutes.length).toBeGreaterThanOrEqual(24);
  expect(mutations.length).toBeGreaterThanOrEqual(13);
  expect(adminRoutes.map(({ name }) => name)).toEqual(expect.arrayContaining(NEED_NO_CODE));
});

it('no route hides from the document', async () => {
  const sources = join(process.cwd(), 'apps/api/src');
  const files = (await readdir(sources, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(files.map((name) => readFile(join(sources, name), 'utf8')));
  expect(files.filter((_, index) => /ApiExclude(Endpoint|Controller)/.test(texts[index] ?? ''))).toEqual([]);
});

it('every route documents who is refused', () => {
  const documented = (route: Route): boolean => route.statuses.includes('401') && route.statuses.includes('403');
  expect(adminRoutes.filter((route) => !documented(route)).map(({ name }) => name)).toEqual([]);
});

describe('every route under /admin', () => {
  it.each([
    ['nobody', undefined],
    ['somebody with a token that is none', 'abc'],
    ['somebody with a token that was signed by somebody else', unsignedToken()],
  ])('refuses %s', async (_, token) => {
    const stranger: Caller = token === undefined ? product.nobody() : product.caller(token);
    await nothingWritten(async () => {
      const otherwise = await answeredOtherwise(adminRoutes, '401 UNAUTHENTICATED', (route) => ask(stranger, route));
      expect(otherwise).toEqual([]);
    });
  });

  it('refuses a user who is no admin, with or without a code', async () => {
    const user = await product.person({ twoFA: true });
    const caller = await product.signIn(user);
    const code = await codeAt(user.totpSecret);
    await nothingWritten(async () => {
      expect(await answeredOtherwise(adminRoutes, '403 FORBIDDEN', (route) => ask(caller, route, code))).toEqual([]);
    });
  });

  it('refuses an admin who was made inactive, from then on', async () => {
    const admin = await product.person({ role: 'admin', twoFA: true });
    const caller = await product.signIn(admin);
    await product.connection.collection(COLLECTIONS.users).updateOne({ _id: admin.id }, { $set: { isActive: false } });
    expect(await answeredOtherwise(adminRoutes, '401 UNAUTHENTICATED', (route) => ask(caller, route))).toEqual([]);
  });

  it('is found under its own address alone, however that is written', async () => {
    const user = await signedIn(product.person());
    for (const path of ['//API/V1/ADMIN/cron/status', '//api/v1/Admin/cron/status', '//api/v1//admin/cron/status']) {
      expect([401, 404]).toContain((await product.nobody().get(path)).status);
      expect([403, 404]).toContain((await user.get(path)).status);
    }
  });
});

describe('Bull Board', () => {
  it.each(BOARD)('refuses nobody and users at %s', async (path) => {
    const user = await signedIn(product.person());
    expect((await product.nobody().get(path)).status).toBe(401);
    expect((await user.get(path)).status).toBe(403);
  });
});

describe('every change under /admin', () => {
  it('asks for a code', async () => {
    const caller = await signedIn(product.person({ role: 'admin', twoFA: true }));
    await nothingWritten(async () => {
      expect(await answeredOtherwise(mutations, '403 TWO_FA_REQUIRED', (route) => ask(caller, route))).toEqual([]);
    });
  });

  it('refuses a wrong code', async () => {
    const admins = await freshAdmins();
    const callers = await Promise.all(admins.map((admin) => product.signIn(admin)));
    await nothingWritten(async () => {
      const otherwise = await answeredOtherwise(mutations, '403 TWO_FA_INVALID', async (route) => {
        const index = mutations.indexOf(route);
        return ask(callers[index]!, route, await wrongCode(admins[index]!.totpSecret));
      });
      expect(otherwise).toEqual([]);
    });
  });

  it("refuses another admin's code", async () => {
    const other = await product.person({ role: 'admin', twoFA: true });
    const code = await codeAt(other.totpSecret);
    const callers = await Promise.all((await freshAdmins()).map((admin) => product.signIn(admin)));
    await nothingWritten(async () => {
      const otherwise = await answeredOtherwise(mutations, '403 TWO_FA_INVALID', (route) =>
        ask(callers[mutations.indexOf(route)]!, route, code),
      );
      expect(otherwise).toEqual([]);
    });
  });

  it('refuses a code that was used', async () => {
    const admin = await product.person({ role: 'admin', twoFA: true });
    const caller = await product.signIn(admin);
    const code = await codeAt(admin.totpSecret, 15);
    const unknown = `/admin/pool/${new Types.ObjectId().toHexString()}`;
    // What is refused leaves the code usable; what is done uses it up.
    expect((await caller.send('DELETE', unknown, { twoFACode: code })).status).toBe(404);
    expect((await caller.post('/admin/cron/resume', { twoFACode: code })).status).toBe(200);
    await nothingWritten(async () => {
      const otherwise = await answeredOtherwise(mutations, '403 TWO_FA_CODE_USED', (route) => ask(caller, route, code));
      expect(otherwise).toEqual([]);
    });
  });

  it('refuses an admin who has no 2FA', async () => {
    const caller = await signedIn(product.person({ role: 'admin' }));
    await nothingWritten(async () => {
      const otherwise = await answeredOtherwise(mutations, '403 TWO_FA_NOT_ENABLED', (route) => ask(caller, route));
      expect(otherwise).toEqual([]);
    });
  });

  it('does not lead to an answer by an Idempotency-Key without a code', async () => {
    const caller = await signedIn(product.person({ role: 'admin', twoFA: true }));
    const otherwise = await answeredOtherwise(mutations, '403 TWO_FA_REQUIRED', (route) =>
      caller.send(route.method, addressOf(route, values), bodyOf(route.body, values), { 'idempotency-key': 'a-key' }),
    );
    expect(otherwise).toEqual([]);
  });
});

it('alerts are acknowledged without a code, and one that comes all the same is not used up', async () => {
  const person = await product.person({ role: 'admin', twoFA: true });
  const caller = await product.signIn(person);
  const [user, plain] = [await signedIn(product.person()), await signedIn(product.person({ role: 'admin' }))];
  const twoFACode = await codeAt(person.totpSecret);
  const notices = adminRoutes.filter(({ name }) => NOTICES.includes(name));
  expect(await answeredOtherwise(notices, '403 FORBIDDEN', (route) => ask(user, route))).toEqual([]);
  const path = '/admin/alerts/acknowledge';
  const body = { rule: 'NO_WORKER', note: 'being started' };
  for (const sent of [body, { ...body, twoFACode }, { ...body, twoFACode: '000000' }]) {
    expect((await caller.post(path, sent)).status).toBe(200);
  }
  expect((await plain.post(path, body)).status).toBe(200);
  const unknown = `/admin/alerts/${new Types.ObjectId().toHexString()}/acknowledge`;
  expect((await caller.post(unknown)).status).toBe(404);
  expect((await caller.post('/admin/cron/resume', { twoFACode })).status).toBe(200);
});

it('the exceptions change nothing, and are refused to all but admins', async () => {
  const preview = adminRoutes.filter(({ name }) => PREVIEWS.includes(name));
  const user = await signedIn(product.person());
  const admin = await signedIn(product.person({ role: 'admin' }));
  const body = { rosPercentage: 1, scheduledFor: '23:59:59' };
  await nothingWritten(async () => {
    expect(await answeredOtherwise(preview, '403 FORBIDDEN', (route) => ask(user, route))).toEqual([]);
    for (const route of preview) {
      expect((await admin.send('POST', addressOf(route, values), body)).status).not.toBe(403);
    }
  });
});

/** Last, for it does change something: what was refused above was refused for the code alone. */
it('every change under /admin gets beyond the check with a right code', async () => {
  const refused: string[] = [];
  for (const route of mutations) {
    const admin = await product.person({ role: 'admin', twoFA: true });
    const caller = await product.signIn(admin);
    const answer = await ask(caller, route, await codeAt(admin.totpSecret));
    if (answer.status === 401 || answer.status === 403 || answer.status >= 500) {
      refused.push(`${route.name}: ${told(answer)}`);
    }
  }
  expect(refused).toEqual([]);
});

function unsignedToken(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = { sub: new Types.ObjectId().toHexString(), role: 'admin', exp: 4_102_444_800 };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(payload)}.${part({})}`;
}
