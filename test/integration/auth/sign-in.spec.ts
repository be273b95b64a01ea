import { Types } from 'mongoose';
import { Credentials } from '#lib/auth';
import { COLLECTIONS } from '#lib/database';
import { ApiHarness, type HttpAnswer } from '../../support/api-harness.js';

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.start();
});
afterAll(() => api.stop());

const login = (email: unknown, password: unknown): Promise<HttpAnswer> =>
  api.call('POST', '/auth/login', { body: { email, password } });

describe('signing in', () => {
  it('gives a token, its life in seconds and the user, and no secret', async () => {
    const admin = await api.person({ role: 'admin' });
    const { status, body, text, headers } = await login(admin.email.toUpperCase(), admin.password);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      data: {
        accessToken: expect.any(String) as string,
        expiresIn: 3_600,
        user: {
          _id: admin.id.toHexString(),
          email: admin.email,
          username: `user-${admin.id.toHexString()}`,
          role: 'admin',
          rank: 'Stakeholder',
          twoFAEnabled: true,
        },
      },
    });
    expect(text).not.toMatch(/argon2|passwordHash|secret/i);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('answers an unknown address and a wrong password alike', async () => {
    const { email, password } = await api.person();
    const wrong = await login(email, 'wrong');
    const unknown = await login('nobody@example.com', password);
    for (const { status, body } of [wrong, unknown]) {
      expect(status).toBe(401);
      expect(body.error).toEqual({ code: 'INVALID_CREDENTIALS' });
    }
    expect(unknown.body.message).toBe(wrong.body.message);
  });

  it('works for each of thousands who were given one password at once', async () => {
    const people = await Promise.all([api.person(), api.person()]);
    const credentials = api.connection.collection(COLLECTIONS.credentials);
    await credentials.deleteMany({ userId: { $in: people.map(({ id }) => id) } });
    const others = Array.from({ length: 3_000 }, () => new Types.ObjectId());
    const ids = [...people.map(({ id }) => id), ...others];
    await api.app.get(Credentials, { strict: false }).createMany(null, ids, { password: 'shared password' });
    for (const { email } of people) expect((await login(email, 'shared password')).status).toBe(200);
  });

  it('refuses an inactive account as if the password were wrong', async () => {
    const { email, password } = await api.person({ isActive: false });
    const { status, body } = await login(email, password);
    expect([status, body.error?.code]).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it('is locked after five wrong passwords, also for the right one, and says for how long', async () => {
    const { email, password } = await api.person();
    for (let count = 0; count < 5; count += 1) expect((await login(email, 'wrong')).status).toBe(401);
    const { status, body, headers } = await login(email, password);
    expect([status, body.error?.code]).toEqual([429, 'ACCOUNT_LOCKED']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(13 * 60);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(900);
  });

  it('locks an unknown address in the same way, so that a lock does not tell who exists', async () => {
    for (let count = 0; count < 5; count += 1) expect((await login('ghost@example.com', 'x')).status).toBe(401);
    expect((await login('Ghost@example.com', 'x')).body.error?.code).toBe('ACCOUNT_LOCKED');
  });

  it('starts counting anew after a success', async () => {
    const { email, password } = await api.person();
    for (let round = 0; round < 2; round += 1) {
      for (let count = 0; count < 4; count += 1) expect((await login(email, 'wrong')).status).toBe(401);
      expect((await login(email, password)).status).toBe(200);
    }
  });

  it('tells no more than five of many parallel guesses that they were wrong', async () => {
    const { email } = await api.person();
    const answers = await Promise.all(Array.from({ length: 15 }, (_, index) => login(email, `guess ${index}`)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  });

  it('opens again when the 15 minutes are over', async () => {
    const { email, password } = await api.person();
    for (let count = 0; count < 5; count += 1) await login(email, 'wrong');
    const past = { lockedUntil: new Date(0), lastFailureAt: new Date(0) };
    await api.connection.collection(COLLECTIONS.signInAttempts).updateMany({}, { $set: past });
    expect((await login(email, 'wrong')).status).toBe(401);
    expect((await login(email, password)).status).toBe(200);
  });

  it.each([
    ['an operator as address', { $gt: '' }, 'x', 'email'],
    ['an operator as password', 'a@example.com', { $ne: null }, 'password'],
    ['a list as address', ['a@example.com'], 'x', 'email'],
    ['a number as password', 'a@example.com', 1, 'password'],
    ['no password', 'a@example.com', undefined, 'password'],
    ['an endless password', 'a@example.com', 'x'.repeat(3_000), 'password'],
  ])('names the field when it gets %s, and does not quote a password', async (_, email, password, field) => {
    const { status, body } = await login(email, password);
    expect([status, body.error?.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(body.error?.details?.map((detail) => detail.field)).toContain(field);
    expect(body.error?.details?.every((detail) => detail.field !== 'password' || !('value' in detail))).toBe(true);
  });
});

describe('an access token', () => {
  const read = (token: string): Promise<HttpAnswer> => api.call('POST', '/auth/2fa/setup', { token });

  it.each([
    ['none', ''],
    ['nonsense', 'a.b.c'],
    ['one without a signature', 'eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAifQ.'],
  ])('is demanded: %s is refused', async (_, token) => {
    const { status, body, headers } = await read(token);
    expect([status, body.error?.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it('is worth nothing for changes from the moment the account is switched off', async () => {
    const person = await api.person({ twoFA: false });
    const token = await api.signIn(person);
    expect((await read(token)).status).toBe(200);
    await api.connection.collection(COLLECTIONS.users).updateOne({ _id: person.id }, { $set: { isActive: false } });
    expect((await read(token)).status).toBe(401);
  });
});
