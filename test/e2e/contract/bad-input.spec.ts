import { HOSTILE, NO_OBJECTS, badBodies, badParametersFor, badQueriesFor } from '../support/bad-values.js';
import type { ApiAnswer, Caller } from '../support/caller.js';
import { addressOf, bodyOf, isAdminRoute, isMutation, readDocument, routesOf, type Route } from '../support/openapi.js';
import { DAYS, RunningProduct } from '../support/running-product.js';
import { everythingStored } from '../support/stored.js';

/** So many requests at once as a browser sends. */
const AT_ONCE = 6;

let product: RunningProduct;
let routes: Route[];
let admin: Caller;
beforeAll(async () => {
  product = await RunningProduct.start('bad-input', { seed: { users: 5, stakes: 5 }, worker: false });
  routes = routesOf(await readDocument(product.nobody()));
  // No 2FA: nothing but the input itself can be the reason of a refusal.
  admin = await product.admin();
});
afterAll(() => product.stop());

const values = () => ({ date: product.day(2), slotNumber: 1, id: '0'.repeat(24), scheduledFor: '23:58' });

interface Attempt {
  readonly what: string;
  readonly send: () => Promise<ApiAnswer>;
  /** What is wrong with the answer, or null. */
  readonly judge: (answer: ApiAnswer) => string | null;
}

/** Sends all of them and tells those whose answers are not right; nothing may have been written meanwhile. */
async function complaints(attempts: readonly Attempt[]): Promise<string[]> {
  const before = await everythingStored(product.connection);
  const found: string[] = [];
  const left = [...attempts];
  const worker = async (): Promise<void> => {
    for (let attempt = left.shift(); attempt !== undefined; attempt = left.shift()) {
      const complaint = attempt.judge(await attempt.send());
      if (complaint !== null) found.push(`${attempt.what}: ${complaint}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  expect(await everythingStored(product.connection)).toEqual(before);
  return found;
}

/** 400, and the field is named. */
function names(field: string): Attempt['judge'] {
  return ({ status, body, text }) => {
    const named = body.error?.details?.some((detail) => detail.field === field || detail.field.startsWith(`${field}.`));
    return status === 400 && body.error?.code === 'VALIDATION_FAILED' && named === true ? null : told(status, text);
  };
}

const refused: Attempt['judge'] = ({ status, text }) => (status === 400 ? null : told(status, text));

function isDocumented({ statuses }: Route, expected: number): Attempt['judge'] {
  return ({ status, text }) => {
    if (status !== expected) return told(status, text);
    return statuses.includes(String(expected)) ? null : `${expected} is not documented`;
  };
}

const told = (status: number, text: string): string => `${status} ${text.slice(0, 300)}`;

/** Every route that could be sent a body, whether it documents one or not. */
const withBody = (): Route[] => routes.filter(isMutation);

/** Slots have rates and times of their own. */
const WITH_SLOTS = { multiSlotEnabled: true, rosPercentage: undefined, scheduledFor: undefined };

function badFields(among: readonly Route[]): Attempt[] {
  return among.flatMap((route) =>
    badBodies(route.body ?? {}, bodyOf(route.body, values()), WITH_SLOTS).map(({ why, body, field }): Attempt => ({
      what: `${route.name}: ${why}`,
      send: () => admin.send(route.method, addressOf(route, values()), body),
      judge: names(field),
    })),
  );
}

const ofWaitingSlots = ({ path }: Route): boolean => path.includes('/queue/{slotNumber}');

it('every field of every body refuses what is not for it, by name', async () => {
  const attempts = badFields(withBody().filter((route) => !ofWaitingSlots(route)));
  expect(attempts.length).toBeGreaterThan(400);
  expect(await complaints(attempts)).toEqual([]);
});

it('every field of a waiting slot refuses what is not for it, by name', async () => {
  const slots = [{ slotNumber: 1, rosPercentage: 1, scheduledFor: '23:59:59' }];
  const queued = await admin.post(`${DAYS}/today/queue`, { multiSlotEnabled: true, distributionSlots: slots });
  const later = { rosPercentage: 1, scheduledFor: '23:59:59' };
  const another = await admin.post(`${DAYS}/${String(values()['date'])}/queue`, later);
  expect([queued.status, another.status]).toEqual([200, 200]);
  const attempts = badFields(withBody().filter(ofWaitingSlots));
  expect(attempts.length).toBeGreaterThan(50);
  expect(await complaints(attempts)).toEqual([]);
});

it('a code that can be none is refused as a bad field', async () => {
  const attempts = withBody()
    .filter(({ body }) => body?.properties?.['twoFACode'] !== undefined)
    .flatMap((route) =>
      [{ $gt: '' }, {}, ['123456'], true].map((twoFACode): Attempt => ({
        what: `${route.name}: twoFACode ${JSON.stringify(twoFACode)}`,
        send: () =>
          admin.send(route.method, addressOf(route, values()), { ...bodyOf(route.body, values()), twoFACode }),
        judge: names('twoFACode'),
      })),
    );
  expect(await complaints(attempts)).toEqual([]);
});

it('every body that is no JSON object is refused', async () => {
  const attempts = withBody().flatMap((route) =>
    NO_OBJECTS.map((raw): Attempt => ({
      what: `${route.name}: ${raw}`,
      send: () => admin.send(route.method, addressOf(route, values()), raw),
      judge: refused,
    })),
  );
  expect(await complaints(attempts)).toEqual([]);
});

it('every body that reaches for a prototype, or is nested without end, is refused', async () => {
  const attempts = withBody().flatMap((route) =>
    HOSTILE.map((raw): Attempt => ({
      what: `${route.name}: ${raw.slice(0, 60)}`,
      send: () => admin.send(route.method, addressOf(route, values()), raw),
      judge: refused,
    })),
  );
  expect(await complaints(attempts)).toEqual([]);
});

it('every path parameter refuses what is not for it', async () => {
  const attempts = routes.flatMap((route) =>
    route.pathParameters.flatMap(({ name }) =>
      badParametersFor(name).map((bad): Attempt => ({
        what: `${route.name}: ${name} = ${JSON.stringify(bad.slice(0, 40))}`,
        send: () =>
          admin.send(
            route.method,
            addressOf(route, { ...values(), [name]: bad }),
            route.method === 'GET' ? undefined : bodyOf(route.body, values()),
          ),
        judge: names(name),
      })),
    ),
  );
  expect(attempts.length).toBeGreaterThan(100);
  expect(await complaints(attempts)).toEqual([]);
});

it('every query parameter refuses what is not for it, and queries refuse what they do not know', async () => {
  const withQuery = routes.filter(({ queryParameters }) => queryParameters.length > 0);
  const attempts = withQuery.flatMap((route) =>
    [
      'unheardOf=1',
      '__proto__[role]=admin',
      ...route.queryParameters.flatMap(({ name, schema }) => badQueriesFor(name, schema)),
    ].map((query): Attempt => ({
      what: `${route.name}?${query.slice(0, 60)}`,
      send: () => admin.send(route.method, `${addressOf(route, values())}?${query}`),
      judge: refused,
    })),
  );
  expect(withQuery.length).toBeGreaterThanOrEqual(5);
  expect(await complaints(attempts)).toEqual([]);
});

it('every change under /admin refuses an Idempotency-Key that is none', async () => {
  const keys = [' ', 'a b', 'x'.repeat(201), 'ä'];
  const attempts = withBody()
    .filter(isAdminRoute)
    .filter(({ name }) => !name.endsWith('/preview'))
    .flatMap((route) =>
      keys.map((key): Attempt => ({
        what: `${route.name}: Idempotency-Key ${JSON.stringify(key.slice(0, 10))}`,
        send: () =>
          admin.send(route.method, addressOf(route, values()), bodyOf(route.body, values()), {
            'idempotency-key': key,
          }),
        judge: names('Idempotency-Key'),
      })),
    );
  expect(await complaints(attempts)).toEqual([]);
});

it('other things than JSON are refused', async () => {
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ];
  const attempts = withBody().flatMap((route) =>
    types.map((type): Attempt => ({
      what: `${route.name} as ${type}`,
      send: () =>
        admin.send(route.method, addressOf(route, values()), JSON.stringify(bodyOf(route.body, values())), {
          'content-type': type,
        }),
      judge: isDocumented(route, 415),
    })),
  );
  expect(await complaints(attempts)).toEqual([]);
});

it('a body that is too large is refused', async () => {
  const large = JSON.stringify({ description: 'x'.repeat(200_000) });
  const attempts = withBody().map((route): Attempt => ({
    what: route.name,
    send: () => admin.send(route.method, addressOf(route, values()), large),
    judge: isDocumented(route, 413),
  }));
  expect(await complaints(attempts)).toEqual([]);
});
