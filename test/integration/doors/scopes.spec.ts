import { COLLECTIONS } from '#lib/database';
import { ApiHarness, testEnvironment, type HttpAnswer, type Person } from '../../support/api-harness.js';

const SCOPES = ['view', 'support', 'finance', 'operate', 'pay', 'approve'];

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.start(testEnvironment());
});
afterAll(() => api.stop());

interface Route {
  readonly method: string;
  readonly path: string;
}

async function adminWith(...scopes: string[]): Promise<{ admin: Person; token: string }> {
  const admin = await api.person({ role: 'admin' });
  await api.connection.collection(COLLECTIONS.credentials).updateOne({ userId: admin.id }, { $set: { scopes } });
  return { admin, token: await api.signIn(admin) };
}

async function adminRoutes(): Promise<Route[]> {
  const { paths } = JSON.parse((await api.call('GET', '//docs-json')).text) as { paths: Record<string, object> };
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/v1/admin/') && !path.endsWith('/events'))
    .flatMap(([path, operations]) =>
      Object.keys(operations).map((verb) => ({
        method: verb.toUpperCase(),
        path: path
          .replace('/api/v1', '')
          .replace('{date}', '2031-02-12')
          .replace('{slotNumber}', '1')
          .replace(/\{\w+\}/, '0'.repeat(24)),
      })),
    );
}

/** What a route needs, as the specification says: one of these. */
function neededBy({ method, path }: Route): readonly string[] {
  if (/\/receipt$/.test(path)) return ['view', 'support', 'finance'];
  if (method === 'GET' && /^\/admin\/users\b/.test(path)) return ['view', 'support'];
  if (method === 'GET' && /\/(failures|payouts)$|^\/admin\/(days|proofs|reports\/daily)$/.test(path))
    return ['view', 'finance'];
  if (method === 'GET' || path.endsWith('/preview')) return ['view'];
  if (/\/cron\/(pause|resume)$|\/acknowledge$/.test(path)) return ['operate'];
  return /^\/admin\/(users|proposals)\//.test(path) ? ['approve'] : ['pay'];
}

const codeOf = ({ body }: HttpAnswer) => body.error?.code;

it('every route under /admin asks for its scope, and for no other', async () => {
  const complaints: string[] = [];
  for (const route of await adminRoutes()) {
    const needed = neededBy(route);
    const { token: without } = await adminWithout(needed);
    const body = route.method === 'GET' ? {} : { body: {} };
    const refused = await api.call(route.method, route.path, { token: without, ...body });
    if (refused.status !== 403 || codeOf(refused) !== 'SCOPE_MISSING')
      complaints.push(`${route.method} ${route.path} lets in without ${needed.join()}: ${refused.text.slice(0, 100)}`);
    for (const scope of needed) {
      const { token: alone } = await adminAlone(scope);
      const passed = await api.call(route.method, route.path, { token: alone, ...body });
      if (codeOf(passed) === 'SCOPE_MISSING')
        complaints.push(`${route.method} ${route.path} does not let in with ${scope}`);
    }
  }
  expect(complaints).toEqual([]);
});

const made = new Map<string, Promise<{ admin: Person; token: string }>>();

function once(key: string, scopes: string[]): Promise<{ admin: Person; token: string }> {
  const known = made.get(key) ?? adminWith(...scopes);
  made.set(key, known);
  return known;
}

const adminWithout = (scopes: readonly string[]) =>
  once(
    `without ${scopes.join()}`,
    SCOPES.filter((other) => !scopes.includes(other)),
  );
const adminAlone = (scope: string) => once(`only ${scope}`, [scope]);

it('one who may approve says what another may do, and nobody for himself', async () => {
  const approver = await adminWith('approve');
  const other = await adminWith('view');
  const patch = async (id: Person['id'], scopes: unknown): Promise<HttpAnswer> => {
    const body = { scopes, twoFACode: await api.code(approver.admin) };
    return api.call('PATCH', `/admin/users/${id.toHexString()}/scopes`, { token: approver.token, body });
  };
  expect((await patch(other.admin.id, ['view', 'pay'])).body.data).toEqual({ scopes: ['view', 'pay'] });
  const { body } = await api.call('GET', '/auth/me', { token: await api.signIn(other.admin) });
  expect(body.data?.['scopes']).toEqual(['view', 'pay']);
  expect((await patch(approver.admin.id, ['view', 'pay'])).status).toBe(403);
  expect((await patch(other.admin.id, ['everything'])).status).toBe(400);
  const entry = await api.connection.collection(COLLECTIONS.auditLog).findOne({ action: 'scopes.change' });
  expect(entry).toMatchObject({ before: { scopes: ['view'] }, after: { scopes: ['view', 'pay'] } });
});

it('the board needs view', async () => {
  const ask = async (token: string) =>
    (await fetch(`${api.url}/admin/queues/api/queues`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await ask((await adminWithout(['view'])).token), await ask((await adminAlone('view')).token)]).toEqual([
    403, 200,
  ]);
});
