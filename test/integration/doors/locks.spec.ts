import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import { mongo, type Connection } from 'mongoose';
import { Passwords } from '#lib/auth';
import { COLLECTIONS } from '#lib/database';
import {
  ApiHarness,
  codeAt,
  testEnvironment,
  wrongCode,
  type HttpAnswer,
  type Person,
} from '../../support/api-harness.js';
import { until } from '../../support/until.js';
import { SampleApi } from '../auth/sample-feature.js';

const METHODS = mongo.Collection.prototype as unknown as Record<
  string,
  (this: mongo.Collection, ...args: unknown[]) => Promise<unknown>
>;
/** What a sign-in reads and counts. */
const WATCHED = new Set(['users', 'credentials', 'signinattempts']);
const MINUTE_MS = 60_000;

let api: ApiHarness;
let second: ApiHarness;
let connection: Connection;
beforeAll(async () => {
  const environment = testEnvironment({ TRUST_PROXY_HOPS: '1' });
  api = await ApiHarness.start(environment, SampleApi);
  second = await ApiHarness.start(environment, SampleApi);
  connection = api.connection;
});
afterAll(async () => {
  await second.stop({ keepData: true });
  await api.stop();
});

interface Try {
  readonly email: string;
  readonly password: string;
  readonly from: string;
  readonly twoFACode?: string;
  readonly at?: ApiHarness;
}

function login({ email, password, from, twoFACode, at = api }: Try): Promise<HttpAnswer> {
  const body = { email, password, ...(twoFACode === undefined ? {} : { twoFACode }) };
  return at.call('POST', '/auth/login', { body, headers: { 'x-forwarded-for': from } });
}

const ATTACKER = '198.51.100.7';
const OWNER = '203.0.113.9';

async function attack(email: string, addresses: number, each = 1): Promise<void> {
  for (let address = 0; address < addresses; address += 1) {
    for (let count = 0; count < each; count += 1) await login({ email, password: 'x', from: `198.51.100.${address}` });
  }
}

const alertsOf = (rule: string) => connection.collection(COLLECTIONS.alerts).find({ rule }).toArray();

describe('five wrong passwords', () => {
  it('lock the account for the address that they came from, and for no other', async () => {
    const { email, password } = await api.person({ role: 'admin' });
    for (let count = 0; count < 5; count += 1) {
      expect((await login({ email, password: 'wrong', from: ATTACKER })).status).toBe(401);
    }
    const locked = await login({ email, password, from: ATTACKER });
    expect([locked.status, locked.body.error?.code]).toEqual([429, 'ACCOUNT_LOCKED']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(13 * 60);
    expect((await login({ email, password, from: OWNER })).status).toBe(200);
  });

  it('count together in every process', async () => {
    for (const email of ['ghost@example.com', (await api.person()).email]) {
      const answers: number[] = [];
      for (let count = 0; count < 6; count += 1) {
        answers.push((await login({ email, password: 'x', from: OWNER, at: count % 2 === 0 ? api : second })).status);
      }
      expect(answers).toEqual([401, 401, 401, 401, 401, 429]);
    }
  });

  it('do not stand in the way of the owner at the same address who comes with a code', async () => {
    const admin = await api.person({ role: 'admin' });
    const { email, password } = admin;
    for (let count = 0; count < 6; count += 1) await login({ email, password: 'x', from: OWNER });
    const twoFACode = await codeAt(admin.totpSecret);
    expect((await login({ email, password: 'x', from: OWNER, twoFACode })).status).toBe(401);
    const wrong = await wrongCode(admin.totpSecret);
    expect((await login({ email, password, from: OWNER, twoFACode: wrong })).status).toBe(401);
    expect((await login({ email, password, from: OWNER, twoFACode })).status).toBe(200);
  });

  it('with codes lock that too, for their address', async () => {
    const admin = await api.person({ role: 'admin' });
    const { email, password } = admin;
    const tryCode = async (from: string, code: string) => login({ email, password: 'x', from, twoFACode: code });
    for (let count = 0; count < 5; count += 1) expect((await tryCode(ATTACKER, '123456')).status).toBe(401);
    expect((await tryCode(ATTACKER, '123456')).status).toBe(429);
    const twoFACode = await codeAt(admin.totpSecret);
    expect((await login({ email, password, from: OWNER, twoFACode })).status).toBe(200);
  });
});

describe('wrong passwords from many addresses', () => {
  it('slow an account down for who has no code, more with each, and raise an alert', async () => {
    const admin = await api.person({ role: 'admin' });
    const { email, password } = admin;
    await attack(email, 10);
    expect((await login({ email, password: 'x', from: '192.0.2.1' })).status).toBe(401);
    const waiting = await login({ email, password, from: OWNER });
    expect([waiting.status, waiting.body.error?.code]).toEqual([429, 'ACCOUNT_LOCKED']);
    expect(waiting.body.message).toContain('password and 2FA code together');
    const wait = async (): Promise<number> => {
      const entry = await connection
        .collection(COLLECTIONS.signInAttempts)
        .findOne({ failures: { $gte: 10 }, account: accountOf(email) });
      return (entry?.['lockedUntil'] as Date).getTime() - (entry?.['lastFailureAt'] as Date).getTime();
    };
    const first = await wait();
    await pastLocks();
    expect((await login({ email, password: 'x', from: '192.0.2.2' })).status).toBe(401);
    expect(await wait()).toBeGreaterThan(first);

    const twoFACode = await codeAt(admin.totpSecret);
    expect((await login({ email, password, from: OWNER, twoFACode })).status).toBe(200);
    const [alert] = await until('the alert', async () => {
      const found = await alertsOf('MANY_FAILED_SIGN_INS');
      return found.length > 0 ? found : null;
    });
    expect(alert?.['message']).toContain(email);
  });

  it('let one of many in when the wait is over', async () => {
    const { email, password } = await api.person({ role: 'admin' });
    await attack(email, 10);
    await login({ email, password: 'x', from: '192.0.2.1' });
    await pastLocks();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => login({ email, password: 'x', from: `192.0.2.${10 + index}` })),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(1);
    await pastLocks();
    expect((await login({ email, password, from: OWNER })).status).toBe(200);
  });

  function accountOf(email: string): string {
    return createHash('sha256').update(email).digest('base64url');
  }

  async function pastLocks(): Promise<void> {
    const past = { lockedUntil: new Date(0) };
    await connection.collection(COLLECTIONS.signInAttempts).updateMany({}, { $set: past });
  }
});

it('nothing in the answers tells whether an account exists, or is active', async () => {
  const shown = async (email: string, password: string, from: string) => {
    const { status, text, headers } = await login({ email, password, from });
    const message = text.replace(/"requestId":"[^"]*"/, '').replace(/\d+ seconds/, 'n seconds');
    return [status, message, headers.get('set-cookie')];
  };
  const inactive = await api.person({ isActive: false });
  const active = await api.person();
  for (let count = 0; count < 7; count += 1) {
    const answers = [
      await shown('nobody@example.com', 'x', '192.0.2.50'),
      await shown(inactive.email, inactive.password, '192.0.2.50'),
      await shown(active.email, 'x', '192.0.2.50'),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  }
});

it('the same is done for every address: one password is hashed, and the same is read and counted', async () => {
  const people = [await api.person(), await api.person({ role: 'admin' }), await api.person({ isActive: false })];
  const compared = jest.spyOn(Passwords.prototype, 'matches');
  const commands: string[] = [];
  for (const name of ['findOne', 'updateOne', 'findOneAndUpdate', 'deleteOne', 'insertOne'] as const) {
    const original = METHODS[name]!;
    jest.spyOn(mongo.Collection.prototype, name).mockImplementation(function (
      this: mongo.Collection,
      ...args: unknown[]
    ) {
      if (WATCHED.has(this.collectionName)) commands.push(`${name} ${this.collectionName}`);
      return original.apply(this, args) as never;
    });
  }
  const done = async (email: string): Promise<string[]> => {
    commands.length = 0;
    compared.mockClear();
    await login({ email, password: 'x', from: '192.0.2.60' });
    expect(compared).toHaveBeenCalledTimes(1);
    return [...commands];
  };
  const unknown = await done('nobody-at-all@example.com');
  expect(unknown.length).toBeGreaterThan(4);
  for (const person of people) expect(await done(person.email)).toEqual(unknown);
});

describe('five wrong codes', () => {
  const change = (token: string, twoFACode: string) =>
    api.call('POST', '/admin/sample/notes', { token, body: { twoFACode } });

  async function lock(admin: Person, token: string): Promise<number> {
    const wrong = await wrongCode(admin.totpSecret);
    for (let count = 0; count < 5; count += 1) expect((await change(token, wrong)).status).toBe(403);
    return Number((await change(token, wrong)).headers.get('retry-after')) * 1_000;
  }

  const open = (admin: Person, lastLockAt?: Date) =>
    connection.collection(COLLECTIONS.credentials).updateOne(
      { userId: admin.id },
      {
        $set: {
          'codeCheck.lockedUntil': new Date(0),
          ...(lastLockAt === undefined ? {} : { 'codeCheck.lastLockAt': lastLockAt }),
          'codeCheck.lastFailureAt': new Date(0),
        },
      },
    );

  it('lock the check of codes for 15 minutes, twice as long each time within a day, also after a right one', async () => {
    const admin = await api.person({ role: 'admin' });
    const token = await api.signIn(admin);
    const near = (minutes: number) => [(minutes - 2) * MINUTE_MS, minutes * MINUTE_MS + 1_000] as const;
    for (const minutes of [15, 30, 60]) {
      const [from, to] = near(minutes);
      const ms = await lock(admin, token);
      expect(ms).toBeGreaterThan(from);
      expect(ms).toBeLessThan(to);
      await open(admin);
      expect((await change(token, await api.code(admin))).status).toBe(200);
    }
    await open(admin, new Date(Date.now() - 25 * 60 * MINUTE_MS));
    expect(await lock(admin, token)).toBeLessThan(near(15)[1]);
  });
});

describe('the audit log', () => {
  const entries = async (email: string): Promise<string[]> => {
    const found = await connection.collection(COLLECTIONS.auditLog).find({ target: email }).sort({ seq: 1 }).toArray();
    return found.map(({ action }) => String(action));
  };

  it('tells of sign-ins of admins, good and bad, of locks and refused codes, and from where', async () => {
    const admin = await api.person({ role: 'admin' });
    const { email, password } = admin;
    const { body } = await login({ email, password, from: OWNER });
    for (let count = 0; count < 6; count += 1) await login({ email, password: 'x', from: ATTACKER });
    const wrong = await wrongCode(admin.totpSecret);
    await api.call('POST', '/admin/sample/notes', {
      token: String(body.data?.['accessToken']),
      body: { twoFACode: wrong },
    });
    await until('the records', async () => (await entries(email)).length === 8);
    const actions = (await entries(email)).sort();
    expect(actions).toEqual([
      '2fa.refuse',
      'sign-in.accept',
      'sign-in.lock',
      ...Array<string>(5).fill('sign-in.refuse'),
    ]);
    const accepted = await connection
      .collection(COLLECTIONS.auditLog)
      .findOne({ action: 'sign-in.accept', target: email });
    expect(accepted).toMatchObject({ address: OWNER, actor: { email }, after: { audience: 'api', withCode: false } });
    const locked = await connection.collection(COLLECTIONS.auditLog).findOne({ action: 'sign-in.lock', target: email });
    expect(locked).toMatchObject({ address: ATTACKER, actor: { system: 'sign-in' } });
    await until('the alert', async () =>
      (await alertsOf('SIGN_IN_LOCKED')).some(({ message }) => String(message).includes(email)),
    );
  });

  it('tells nothing of users, and nothing of addresses that nobody has', async () => {
    const user = await api.person();
    await login({ email: user.email, password: user.password, from: OWNER });
    await login({ email: user.email, password: 'x', from: OWNER });
    await login({ email: 'nobody-else@example.com', password: 'x', from: OWNER });
    const admin = await api.person({ role: 'admin' });
    await login({ email: admin.email, password: admin.password, from: OWNER });
    expect([await entries(user.email), await entries('nobody-else@example.com')]).toEqual([[], []]);
  });

  it('holds addresses and nothing else that somebody sends as one', async () => {
    const admin = await api.person({ role: 'admin' });
    await login({ email: admin.email, password: admin.password, from: '<script>alert(1)</script>' });
    const entry = await connection.collection(COLLECTIONS.auditLog).findOne({ target: admin.email });
    expect(entry?.['address']).toBe('127.0.0.1');
  });
});

describe('the form of the board', () => {
  const send = async (form: Record<string, string>, headers: Record<string, string> = {}): Promise<number> => {
    const response = await fetch(`${api.url}/admin/queues/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'x-forwarded-for': ATTACKER, ...headers },
      body: new URLSearchParams(form),
    });
    return response.status;
  };

  it('is not taken from pages of other sites', async () => {
    const { email, password } = await api.person({ role: 'admin' });
    expect(await send({ email, password }, { origin: 'https://evil.example' })).toBe(403);
    expect(await send({ email, password }, { origin: 'null' })).toBe(403);
    expect(await send({ email, password }, { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await send({ email, password }, { 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await send({ email, password }, { origin: api.url, 'sec-fetch-site': 'same-origin' })).toBe(303);
  });

  it('lets the owner in with password and code while others try', async () => {
    const admin = await api.person({ role: 'admin' });
    const { email, password } = admin;
    for (let count = 0; count < 5; count += 1) expect(await send({ email, password: 'x' })).toBe(401);
    expect(await send({ email, password })).toBe(429);
    expect(await send({ email, password, twoFACode: await codeAt(admin.totpSecret) })).toBe(303);
  });
});
