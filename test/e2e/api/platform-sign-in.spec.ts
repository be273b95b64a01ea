import { SignJWT } from 'jose';
import { COLLECTIONS } from '#lib/database';
import type { HttpAnswer, Person } from '../../support/api-harness.js';
import { IdentityProvider } from '../../support/identity-provider.js';
import { until } from '../../support/until.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

describe("a token of the platform's own identity provider", () => {
  let provider: IdentityProvider;
  let platform: ApiPlatform;
  let admin: Person;
  beforeAll(async () => {
    provider = await IdentityProvider.start();
    platform = await ApiPlatform.start(provider.environment);
  });
  beforeEach(async () => {
    provider.behaviour = 'answers';
    admin = await platform.api.person({ role: 'admin' });
  });
  afterAll(async () => {
    await platform.stop();
    await provider.stop();
  });

  const get = (path: string, token: string): Promise<HttpAnswer> => platform.api.call('GET', path, { token });
  const users = () => platform.api.connection.collection(COLLECTIONS.users);
  const credentials = () => platform.api.connection.collection(COLLECTIONS.credentials);
  const idOf = (person: Person): string => person.id.toHexString();

  it('opens what the account here may do, whether it says the id or the e-mail address', async () => {
    for (const subject of [idOf(admin), admin.email, admin.email.toUpperCase()]) {
      const { status, body } = await get('/auth/me', await provider.token(subject, { expiresIn: 300 }));
      expect(status).toBe(200);
      expect(body.data).toMatchObject({
        user: { _id: idOf(admin), email: admin.email, role: 'admin' },
        role: 'admin',
        scopes: expect.arrayContaining(['view', 'pay']) as string[],
        twoFAEnabled: true,
      });
      expect(body.data?.['tokenEndsAt']).toBe(body.data?.['sessionEndsAt']);
    }
    expect((await get(`${DAYS}/today/status`, await provider.token(idOf(admin)))).status).toBe(200);
  });

  it('works with every usual kind of key', async () => {
    for (const alg of ['PS256', 'ES256', 'Ed25519']) await provider.newKey(alg, { alg });
    const fresh = await ApiPlatform.start(provider.environment);
    try {
      const person = await fresh.api.person();
      for (const alg of ['PS256', 'ES256', 'Ed25519']) {
        const token = await provider.token(idOf(person), { kid: alg, alg });
        expect([alg, (await fresh.api.call('GET', '/me/wallet', { token })).status]).toEqual([alg, 200]);
      }
    } finally {
      await fresh.stop();
    }
  });

  it('gives no role, no scope and no right: those are read here', async () => {
    const person = await platform.api.person();
    const claims = { role: 'admin', scopes: ['pay'], roles: ['admin'] };
    expect((await get(`${DAYS}/today/status`, await provider.token(idOf(person), {}, claims))).status).toBe(403);
    await credentials().updateOne({ userId: admin.id }, { $set: { scopes: ['support'] } });
    const { status, body } = await get(`${DAYS}/today/status`, await provider.token(idOf(admin), {}, claims));
    expect([status, body.error?.code]).toEqual([403, 'SCOPE_MISSING']);
  });

  it('asks for the code of our own for every change, and the audit log names the account', async () => {
    const token = await provider.token(idOf(admin));
    const declaration = { date: day(3), rosPercentage: 0.5, premiumPoolAmount: 0, performancePoolAmount: 0 };
    const declare = (twoFACode?: string): Promise<HttpAnswer> =>
      platform.api.call('POST', `${DAYS}/declare`, { token, body: { ...declaration, twoFACode } });
    expect((await declare()).body.error?.code).toBe('TWO_FA_REQUIRED');
    expect((await declare(await platform.api.code(admin))).status).toBe(200);
    const record = await platform.api.connection
      .collection(COLLECTIONS.auditLog)
      .findOne({ action: 'declaration.create', 'actor.email': admin.email });
    expect(record).toMatchObject({ actor: { id: idOf(admin), email: admin.email } });

    await credentials().deleteOne({ userId: admin.id });
    expect((await declare('123456')).body.error?.code).toBe('TWO_FA_NOT_ENABLED');
  });

  it('is told of in the audit log when an admin first comes with it, as a sign-in is', async () => {
    const [first, second] = [await provider.token(idOf(admin)), await provider.token(idOf(admin), { expiresIn: 900 })];
    const person = await platform.api.person();
    for (const token of [first, first, second, await provider.token(idOf(person))]) await get('/auth/me', token);
    await get('//admin/queues/api/queues', second);
    const told = await platform.api.connection
      .collection(COLLECTIONS.auditLog)
      .find({ action: 'sign-in.accept', 'actor.id': { $in: [idOf(admin), idOf(person)] } })
      .toArray();
    const expected = { target: admin.email, after: { audience: 'provider', withCode: false } };
    expect(told).toMatchObject([expected, expected]);
  });

  it.each<[string, (provider: IdentityProvider, person: Person) => Promise<string>]>([
    ['of nobody, by id', (from) => from.token('0123456789abcdef01234567')],
    ['of nobody, by address', (from) => from.token('nobody@platform.example')],
    ['whose subject is neither', (from) => from.token('auth0|12345')],
    ['with a subject that is no text', (from, { id }) => from.token('', {}, { sub: { $ne: id.toHexString() } })],
    ['without a subject', (from, { id }) => from.token(id.toHexString(), { without: ['sub'] })],
    ['without an end', (from, { id }) => from.token(id.toHexString(), { without: ['exp'] })],
    ['without an issuer', (from, { id }) => from.token(id.toHexString(), { without: ['iss'] })],
    ['without an audience', (from, { id }) => from.token(id.toHexString(), { without: ['aud'] })],
    ['of another issuer', (from, { id }) => from.token(id.toHexString(), { issuer: 'https://evil.example/' })],
    ['for another service', (from, { id }) => from.token(id.toHexString(), { audience: 'shop' })],
    ['that has run out', (from, { id }) => from.token(id.toHexString(), { expiresIn: -10 })],
    ['that is for later', (from, { id }) => from.token(id.toHexString(), {}, { nbf: Date.now() / 1_000 + 60 })],
    ['with an address that is not confirmed', (from, { email }) => from.token(email, {}, { email_verified: false })],
    [
      'signed with a key that was not published',
      async (from, { id }) => {
        await from.newKey('unpublished', { isPublished: false });
        return from.token(id.toHexString(), { kid: 'unpublished' });
      },
    ],
    [
      'signed with the public key as if it were a secret',
      async (from, { id }) => {
        const payload = { iss: from.issuer, aud: from.audience, sub: id.toHexString(), exp: Date.now() / 1_000 + 600 };
        const secret = new TextEncoder().encode(await from.publicKey());
        return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret);
      },
    ],
    [
      'that is not signed',
      async (from, { id }) => {
        const [, payload] = (await from.token(id.toHexString())).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      },
    ],
    [
      'whose subject was changed afterwards',
      async (from, { id }) => {
        const [header, , signature] = (await from.token('0123456789abcdef01234567')).split('.');
        const payload = { iss: from.issuer, aud: from.audience, sub: id.toHexString(), exp: Date.now() / 1_000 + 600 };
        return `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`;
      },
    ],
  ])('is refused, and nothing is said of why: one %s', async (_, make) => {
    const { status, body } = await get('/auth/me', await make(provider, admin));
    expect([status, body.error]).toEqual([401, { code: 'UNAUTHENTICATED' }]);
    expect(body.message).toMatch(/^(The access token is not valid or has expired|Sign in first)/);
  });

  it('is refused for an account that is not active, in the words for one that does not exist', async () => {
    const inactive = await platform.api.person({ isActive: false });
    const refused = await get('/auth/me', await provider.token(idOf(inactive)));
    const unknown = await get('/auth/me', await provider.token('0123456789abcdef01234567'));
    expect([refused.status, refused.body.message]).toEqual([401, unknown.body.message]);
  });

  it('is refused for an address that is one of several accounts’', async () => {
    const other = await platform.api.person();
    await users().updateOne({ _id: other.id }, { $set: { email: admin.email.toUpperCase() } });
    const mixed = admin.email.replace('@example', '@Example');
    expect((await get('/auth/me', await provider.token(mixed))).status).toBe(401);
    expect((await get('/auth/me', await provider.token(admin.email))).status).toBe(200);
  });

  it('is worth nothing soon after the account is switched off, and for changes at once', async () => {
    const token = await provider.token(idOf(admin));
    expect((await get('/auth/me', token)).status).toBe(200);
    await users().updateOne({ _id: admin.id }, { $set: { isActive: false } });
    const { status } = await platform.api.call('POST', '/auth/ticket', { token });
    expect(status).toBe(401);
    await until('the end', async () => (await get('/auth/me', token)).status === 401);
  });

  it('opens a stream with a ticket, which ends when the account is switched off', async () => {
    const token = await provider.token(idOf(admin));
    const { status, body } = await platform.api.call('POST', '/auth/ticket', { token });
    expect(status).toBe(200);
    const url = `${platform.api.url}/api/v1${DAYS}/today/events?ticket=${String(body.data?.['ticket'])}`;
    const stream = await fetch(url);
    expect(stream.status).toBe(200);
    let ended = false;
    const drained = stream.text().then(() => (ended = true));
    expect((await fetch(url)).status).toBe(401);
    await users().updateOne({ _id: admin.id }, { $set: { isActive: false } });
    await until('the end of the stream', () => ended);
    await drained;
  });

  it('ends its stream when it runs out itself', async () => {
    const token = await provider.token(idOf(admin), { expiresIn: 3 });
    const { body } = await platform.api.call('POST', '/auth/ticket', { token });
    const stream = await fetch(
      `${platform.api.url}/api/v1${DAYS}/today/events?ticket=${String(body.data?.['ticket'])}`,
    );
    let ended = false;
    const drained = stream.text().then(() => (ended = true));
    await until('the end of the stream', () => ended);
    await drained;
  });

  it('belongs to no session of ours: it cannot be ended or renewed here, and says so', async () => {
    const token = await provider.token(idOf(admin));
    for (const path of ['/auth/logout', '/auth/logout-everywhere']) {
      const { status, body } = await platform.api.call('POST', path, { token });
      expect([status, body.error?.code]).toEqual([409, 'PROVIDER_SESSION']);
      expect(body.message).toMatch(/Sign out where you signed in/);
    }
    const { status, body } = await platform.api.call('POST', '/auth/refresh', { token });
    expect([status, body.error?.code]).toEqual([401, 'SESSION_ENDED']);
    expect((await get('/auth/me', token)).status).toBe(200);
  });

  it('shows the board, as a bearer token, to admins', async () => {
    const ask = async (person: Person): Promise<number> =>
      (await get('//admin/queues/api/queues', await provider.token(idOf(person)))).status;
    expect(await ask(admin)).toBe(200);
    expect(await ask(await platform.api.person())).not.toBe(200);
  });

  it('counts against the same limit of requests', async () => {
    const limited = await ApiPlatform.start({ ...provider.environment, RATE_LIMIT_PER_MINUTE: '3' });
    try {
      const token = await provider.token('0123456789abcdef01234567');
      const codes: (string | undefined)[] = [];
      for (let count = 0; count < 4; count += 1) {
        codes.push((await limited.api.call('GET', '/auth/me', { token })).body.error?.code);
      }
      expect(codes.at(-1)).toBe('TOO_MANY_REQUESTS');
    } finally {
      await limited.stop();
    }
  });

  it('is as good as before while the provider is away', async () => {
    expect((await get('/auth/me', await provider.token(idOf(admin)))).status).toBe(200);
    provider.behaviour = 'fails';
    expect((await get('/auth/me', await provider.token(idOf(admin)))).status).toBe(200);
  });
});

describe('while the identity provider was never there', () => {
  it.each(['fails', 'hangs', 'floods'] as const)(
    'its tokens are to come again, and ours work: it %s',
    async (behaviour) => {
      const provider = await IdentityProvider.start();
      provider.behaviour = behaviour;
      const platform = await ApiPlatform.start(provider.environment);
      try {
        const token = await provider.token(platform.admin.email);
        const { status, body, headers } = await platform.api.call('GET', '/auth/me', { token });
        expect([status, body.error?.code]).toEqual([503, 'DEPENDENCY_DOWN']);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        expect((await platform.get('/auth/me')).status).toBe(200);
        provider.behaviour = 'answers';
        await until('the provider', async () => (await platform.api.call('GET', '/auth/me', { token })).status === 200);
      } finally {
        await platform.stop();
        await provider.stop();
      }
    },
  );
});

describe('where another claim tells the user', () => {
  it('that one is read, and no other', async () => {
    const provider = await IdentityProvider.start();
    const claim = 'https://platform.example/user_id';
    const platform = await ApiPlatform.start({ ...provider.environment, JWT_SUBJECT_CLAIM: claim });
    try {
      const ask = async (claims: Record<string, unknown>): Promise<number> => {
        const token = await provider.token(platform.admin.email, {}, claims);
        return (await platform.api.call('GET', '/auth/me', { token })).status;
      };
      expect(await ask({ [claim]: platform.admin.id.toHexString() })).toBe(200);
      expect(await ask({})).toBe(401);
    } finally {
      await platform.stop();
      await provider.stop();
    }
  });
});

describe('without an identity provider', () => {
  it('tokens of one are refused like any other nonsense', async () => {
    const provider = await IdentityProvider.start();
    const platform = await ApiPlatform.start();
    try {
      const token = await provider.token(platform.admin.email);
      expect((await platform.api.call('GET', '/auth/me', { token })).status).toBe(401);
      expect(provider.asked).toBe(0);
    } finally {
      await platform.stop();
      await provider.stop();
    }
  });
});
