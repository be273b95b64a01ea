import type { Connection } from 'mongoose';
import { Credentials } from '#lib/auth';
import { COLLECTIONS, runInTransaction } from '#lib/database';
import { ApiHarness, codeAt, type HttpAnswer, type Person } from '../../support/api-harness.js';
import { until } from '../../support/until.js';

/** Seconds, and what a busy machine adds to them; far less than the life of a token. */
const NOTICED = { withinMs: 20_000 };
const STATUS = '/admin/daily-declaration-returns/today/status';
const EVENTS = '/admin/daily-declaration-returns/today/events';
const BOARD = '/admin/queues';

let api: ApiHarness;
let connection: Connection;
beforeAll(async () => {
  api = await ApiHarness.start();
  connection = api.connection;
});
afterAll(() => api.stop());

interface Session {
  readonly token: string;
  /** As a browser sends it back. */
  readonly cookie: string;
}

async function signIn({ email, password }: Person): Promise<Session> {
  const answer = await api.call('POST', '/auth/login', { body: { email, password } });
  return session(answer);
}

function session({ body, headers }: HttpAnswer): Session {
  return { token: String(body.data?.['accessToken']), cookie: (headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

const read = ({ token }: Session) => api.call('GET', STATUS, { token }).then(({ status }) => status);
const me = ({ token }: Session) => api.call('GET', '/auth/me', { token });
const refresh = ({ cookie }: Session, headers = {}) =>
  api.call('POST', '/auth/refresh', { headers: { cookie, ...headers } });

/** A stream that is open, or what it was answered. */
async function watch(
  path: string,
  token?: string,
): Promise<{ status: number; ended: () => boolean; stop: () => void }> {
  const abort = new AbortController();
  const response = await fetch(`${api.url}/api/v1${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  let hasEnded = false;
  const drain = async (): Promise<void> => {
    await response.body?.pipeTo(new WritableStream());
  };
  void drain()
    .catch(() => undefined)
    .finally(() => (hasEnded = true));
  return { status: response.status, ended: () => hasEnded, stop: () => abort.abort() };
}

async function board(cookie: string): Promise<number> {
  return (await fetch(`${api.url}${BOARD}/api/queues`, { headers: { cookie } })).status;
}

async function boardSession({ email, password }: Person): Promise<string> {
  const response = await fetch(`${api.url}${BOARD}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ email, password }),
  });
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

const ENDINGS: readonly (readonly [string, (admin: Person) => Promise<unknown>])[] = [
  ['a new password', ({ id }) => reset(id, false)],
  ['forgotten 2FA', ({ id }) => reset(id, true)],
  [
    'deactivation',
    ({ id }) => connection.collection(COLLECTIONS.users).updateOne({ _id: id }, { $set: { isActive: false } }),
  ],
  [
    'loss of the role',
    ({ id }) => connection.collection(COLLECTIONS.users).updateOne({ _id: id }, { $set: { role: 'user' } }),
  ],
  [
    'signing out everywhere',
    async (admin) => {
      const { token } = await signIn(admin);
      expect((await api.call('POST', '/auth/logout-everywhere', { token })).status).toBe(200);
    },
  ],
];

function reset(id: Person['id'], forget2FA: boolean): Promise<void> {
  const credentials = api.app.get(Credentials, { strict: false });
  return runInTransaction(connection, (transaction) =>
    credentials.reset(transaction, id, { password: 'another password', forget2FA }),
  );
}

describe.each(ENDINGS)('%s', (_, end) => {
  it('ends every session, its streams and its board session too, for good', async () => {
    const admin = await api.person({ role: 'admin' });
    const [one, two] = [await signIn(admin), await signIn(admin)];
    const cookie = await boardSession(admin);
    const stream = await watch(EVENTS, one.token);
    try {
      expect([await read(one), await read(two), await board(cookie), stream.status]).toEqual([200, 200, 200, 200]);
      await end(admin);
      await until('the end of it all', async () => (await read(one)) === 401 && (await read(two)) === 401, NOTICED);
      await until('the end of the board session', async () => (await board(cookie)) === 401, NOTICED);
      await until('the end of the stream', () => stream.ended(), NOTICED);
      expect((await refresh(two)).status).toBe(401);
      const change = { twoFACode: await codeAt(admin.totpSecret) };
      expect((await api.call('POST', '/admin/cron/pause', { token: one.token, body: change })).status).toBe(401);

      const users = connection.collection(COLLECTIONS.users);
      await users.updateOne({ _id: admin.id }, { $set: { isActive: true, role: 'admin' } });
      const again = await signIn({ ...admin, password: (await wasReset(admin)) ? 'another password' : admin.password });
      expect(await read(again)).toBe(200);
      expect([await read(one), await read(two), await board(cookie)]).toEqual([401, 401, 401]);
    } finally {
      stream.stop();
    }
  });
});

async function wasReset({ email, password }: Person): Promise<boolean> {
  return (await api.call('POST', '/auth/login', { body: { email, password } })).status === 401;
}

describe('signing out', () => {
  it('ends this session and no other', async () => {
    const admin = await api.person({ role: 'admin' });
    const [one, two] = [await signIn(admin), await signIn(admin)];
    const { status, headers } = await api.call('POST', '/auth/logout', { token: one.token });
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(/^ddr_refresh=; Max-Age=0; Path=\/api\/v1\/auth;/);
    await until('the end of it', async () => (await read(one)) === 401, NOTICED);
    expect((await refresh(one)).status).toBe(401);
    expect([await read(two), (await refresh(two)).status]).toEqual([200, 200]);
  });

  it('of the board ends its session, even for who kept the cookie', async () => {
    const admin = await api.person({ role: 'admin' });
    const cookie = await boardSession(admin);
    await fetch(`${api.url}${BOARD}/sign-out`, { headers: { cookie }, redirect: 'manual' });
    await until('the end of it', async () => (await board(cookie)) === 401, NOTICED);
  });
});

describe('a token', () => {
  it('of the board opens nothing else, and none of the API opens the board as its cookie', async () => {
    const admin = await api.person({ role: 'admin' });
    const cookie = await boardSession(admin);
    const token = cookie.split('=')[1] ?? '';
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await read({ token, cookie })).toBe(401);
    const own = await signIn(admin);
    expect(await board(`ddr_board=${own.token}`)).toBe(401);
  });
});

describe('refreshing', () => {
  it('renews the session, and each refresh token works once', async () => {
    const admin = await api.person({ role: 'admin' });
    const answer = await api.call('POST', '/auth/login', { body: { email: admin.email, password: admin.password } });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^ddr_refresh=[\w.-]+; Max-Age=\d+; Path=\/api\/v1\/auth; .*HttpOnly; SameSite=Strict$/,
    );
    const first = session(answer);
    const renewed = await refresh(first);
    expect([renewed.status, Object.keys(renewed.body.data ?? {}).sort()]).toEqual([
      200,
      ['accessToken', 'expiresIn', 'user'],
    ]);
    const second = session(renewed);
    expect(second.cookie).not.toBe(first.cookie);
    expect([await read(first), await read(second)]).toEqual([200, 200]);
    expect((await refresh(second)).status).toBe(200);
  });

  it('with an old refresh token ends everything that came of it', async () => {
    const admin = await api.person({ role: 'admin' });
    const first = await signIn(admin);
    const second = session(await refresh(first));
    const other = await signIn(admin);
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(second)).status).toBe(401);
    await until('the end of it', async () => (await read(second)) === 401 && (await read(first)) === 401, NOTICED);
    expect(await read(other)).toBe(200);
  });

  it('gives of many at the same time one a session', async () => {
    const admin = await api.person({ role: 'admin' });
    const first = await signIn(admin);
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(first)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  it.each([
    ['no cookie', ''],
    ['nonsense', 'ddr_refresh=x'],
    ['a made-up session', `ddr_refresh=${'0'.repeat(24)}.${'x'.repeat(43)}`],
  ])('needs a refresh token: %s', async (_, cookie) => {
    const { status, body } = await refresh({ token: '', cookie });
    expect([status, body.error?.code]).toEqual([401, 'SESSION_ENDED']);
  });

  it('is refused to pages of other sites', async () => {
    const own = await signIn(await api.person());
    expect((await refresh(own, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await refresh(own, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await refresh(own, { origin: api.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
});

describe('who I am', () => {
  it('is told with role, scopes, 2FA and when the session ends', async () => {
    const admin = await api.person({ role: 'admin' });
    const { body } = await me(await signIn(admin));
    expect(body.data).toEqual({
      user: {
        _id: admin.id.toHexString(),
        email: admin.email,
        username: `user-${admin.id.toHexString()}`,
        role: 'admin',
        rank: 'Stakeholder',
        twoFAEnabled: true,
      },
      role: 'admin',
      scopes: ['view', 'support', 'finance', 'operate', 'pay', 'approve'],
      twoFAEnabled: true,
      tokenEndsAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      sessionEndsAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    const user = await me(await signIn(await api.person({ twoFA: false })));
    expect(user.body.data).toMatchObject({ role: 'user', scopes: [], twoFAEnabled: false });
  });
});

describe('a ticket', () => {
  const ticket = async ({ token }: Session): Promise<string> =>
    String((await api.call('POST', '/auth/ticket', { token })).body.data?.['ticket']);

  it('opens one stream without a header, once', async () => {
    const admin = await api.person({ role: 'admin' });
    const own = await signIn(admin);
    const made = await api.call('POST', '/auth/ticket', { token: own.token });
    expect(made.body.data).toEqual({ ticket: expect.stringMatching(/^[\w-]{40,}$/) as string, expiresIn: 60 });
    const url = `${EVENTS}?ticket=${String(made.body.data?.['ticket'])}`;
    const stream = await watch(url);
    try {
      expect(stream.status).toBe(200);
      expect((await watch(url)).status).toBe(401);
      await api.call('POST', '/auth/logout', { token: own.token });
      await until('the end of the stream', () => stream.ended(), NOTICED);
    } finally {
      stream.stop();
    }
  });

  it('opens nothing else', async () => {
    const own = await signIn(await api.person({ role: 'admin' }));
    expect((await api.call('GET', `${STATUS}?ticket=${await ticket(own)}`)).status).toBe(401);
    expect((await api.call('GET', STATUS, { token: await ticket(own) })).status).toBe(401);
    const user = await signIn(await api.person());
    expect((await watch(`${EVENTS}?ticket=${await ticket(user)}`)).status).toBe(403);
  });

  it('is of no use after its minute, or after its session', async () => {
    const own = await signIn(await api.person({ role: 'admin' }));
    const late = await ticket(own);
    await connection.collection('tickets').updateMany({}, { $set: { expiresAt: new Date(0) } });
    expect((await watch(`${EVENTS}?ticket=${late}`)).status).toBe(401);
    const orphan = await ticket(own);
    await api.call('POST', '/auth/logout', { token: own.token });
    expect((await watch(`${EVENTS}?ticket=${orphan}`)).status).toBe(401);
  });
});

it('no session, refresh token or ticket can be read in the database', async () => {
  const own = await signIn(await api.person({ role: 'admin' }));
  const made = String((await api.call('POST', '/auth/ticket', { token: own.token })).body.data?.['ticket']);
  const stored = await Promise.all(
    ['sessions', 'tickets'].map((name) => connection.collection(name).find({}).toArray()),
  );
  const secret = own.cookie.split('.')[1] ?? '';
  expect(secret.length).toBeGreaterThanOrEqual(40);
  expect(JSON.stringify(stored)).not.toContain(secret);
  expect(JSON.stringify(stored)).not.toContain(made);
});
