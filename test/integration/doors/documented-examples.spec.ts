import { addDays, dateInZone } from '#lib/calendar';
import { seedDatabase } from '../../../apps/cli/src/seeding/seed-database.js';
import { ApiHarness, testEnvironment } from '../../support/api-harness.js';
import { zoneWhereItIs } from '../../support/quiet-zone.js';

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly example?: unknown }>> }>
  >;
}

/**
 * What keeps a documented change from happening: the code, or the cookie of a session, which nobody can document; of an alert
 * that is acknowledged, which needs no code, that there is none of that id.
 */
const FOR_ITS_CODE = [
  'ALERT_NOT_FOUND',
  'SESSION_ENDED',
  'TWO_FA_INVALID',
  'ENROLMENT_INVALID',
  'TWO_FA_NOT_SET_UP',
  'TWO_FA_ALREADY_ENABLED',
];

const zone = zoneWhereItIs(12);
let api: ApiHarness;
let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
let operations: readonly {
  readonly name: string;
  readonly verb: string;
  readonly path: string;
  readonly operation: Operation;
}[];
beforeAll(async () => {
  api = await ApiHarness.start(testEnvironment({ DISTRIBUTION_TIMEZONE: zone, EXPOSE_DOCS: 'true' }));
  await seedDatabase(api.app, {
    size: { users: 20, stakes: 20 },
    ifEmpty: false,
    say: () => undefined,
    progress: () => undefined,
  });
  ({ paths } = JSON.parse((await api.call('GET', '//docs-json')).text) as { paths: typeof paths });
  operations = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({ name: `${verb} ${path}`, verb, path, operation })),
  );
});
afterAll(() => api.stop());

it('every documented body, sent as it is, is accepted or refused for its code alone', async () => {
  const answers: string[] = [];
  for (const { name, verb, path, operation } of operations) {
    const example = operation.requestBody?.content['application/json']?.example;
    if (example === undefined) continue;
    // Five wrong codes lock the check of codes.
    const token = await api.signIn(await api.person({ role: 'admin' }));
    const address = path
      .replace('{date}', addDays(dateInZone(new Date(), zone), 1))
      .replace('{slotNumber}', '1')
      .replace('{id}', '665f1c2e9b1e8a0012345678');
    const { status, body } = await api.call(verb.toUpperCase(), `/${address}`, { token, body: example });
    const code = String(body.error?.code);
    if (status !== 200 && !FOR_ITS_CODE.includes(code)) answers.push(`${name}: ${status} ${code} ${body.message}`);
  }
  expect(answers).toEqual([]);
  expect(operations.filter(({ operation }) => operation.requestBody !== undefined).length).toBeGreaterThan(20);
});

it('every body that holds something has an example, and the sign-in of the demo is one', () => {
  const without = operations.filter(
    ({ operation: { requestBody } }) =>
      requestBody !== undefined && requestBody.content['application/json']?.example === undefined,
  );
  expect(without.map(({ name }) => name)).toEqual([]);
  const example = paths['/api/v1/auth/login']?.['post']?.requestBody?.content['application/json']?.example;
  expect(example).toEqual({ email: 'admin@example.com', password: 'correct-horse-battery-staple' });
});

it('every example of a failure is one of its own status', () => {
  const codes = new Map<string, Set<string>>();
  for (const { operation } of operations) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      const example = content?.['application/json']?.example as { error?: { code: string } } | undefined;
      if (example?.error !== undefined) codes.set(status, (codes.get(status) ?? new Set()).add(example.error.code));
    }
  }
  expect(Object.fromEntries([...codes].map(([status, said]) => [status, [...said]]))).toMatchObject({
    400: ['VALIDATION_FAILED'],
    401: ['UNAUTHENTICATED'],
    403: ['TWO_FA_INVALID'],
    409: ['SLOT_STATE_CONFLICT'],
    429: ['TOO_MANY_REQUESTS'],
    503: ['DEPENDENCY_DOWN'],
  });
});

it('operations are named by what is done, each once', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z][A-Za-z0-9]+$/.test(id))).toEqual([]);
});
