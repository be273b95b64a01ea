import { COLLECTIONS } from '#lib/database';
import {
  ApiHarness,
  codeAt,
  testEnvironment,
  wrongCode,
  type HttpAnswer,
  type Person,
} from '../../support/api-harness.js';
import { SampleApi } from './sample-feature.js';

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.start(testEnvironment(), SampleApi);
});
afterAll(() => api.stop());

async function anAdmin(options: { twoFA?: boolean } = {}): Promise<{ admin: Person; token: string }> {
  const admin = await api.person({ role: 'admin', ...options });
  return { admin, token: await api.signIn(admin) };
}

const change = (token: string, twoFACode: unknown): Promise<HttpAnswer> =>
  api.call('POST', '/admin/sample/notes', { token, body: { twoFACode } });

const codes = (answers: HttpAnswer[]): (string | undefined)[] => answers.map(({ body }) => body.error?.code);

describe('the code of a change', () => {
  it('works', async () => {
    const { admin, token } = await anAdmin();
    expect((await change(token, await codeAt(admin.totpSecret))).status).toBe(200);
  });

  it('works exactly once, however many requests carry it at the same time', async () => {
    const { admin, token } = await anAdmin();
    const code = await codeAt(admin.totpSecret);
    const answers = await Promise.all(Array.from({ length: 12 }, () => change(token, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(codes(answers).filter((code) => code === 'TWO_FA_CODE_USED')).toHaveLength(11);
  });

  it('once used is refused with the seconds until the next, and that is no guess', async () => {
    const { admin, token } = await anAdmin();
    const code = await codeAt(admin.totpSecret);
    expect((await change(token, code)).status).toBe(200);
    for (let count = 0; count < 7; count += 1) {
      const { status, body } = await change(token, code);
      expect([status, body.error?.code]).toEqual([403, 'TWO_FA_CODE_USED']);
      const seconds = Number(body.error?.details?.[0]?.value);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(body.message).toContain(`${seconds} seconds`);
    }
    expect((await change(token, await codeAt(admin.totpSecret, 30))).status).toBe(200);
  });

  it('cannot be replaced by the one before it once it was used', async () => {
    const { admin, token } = await anAdmin();
    const [earlier, now] = [await codeAt(admin.totpSecret, -15), await codeAt(admin.totpSecret, 15)];
    expect((await change(token, now)).status).toBe(200);
    if (earlier !== now) expect((await change(token, earlier)).body.error?.code).toBe('TWO_FA_CODE_USED');
  });

  it.each([
    ['left out', undefined],
    ['null', null],
    ['empty', ''],
    ['too short', '12345'],
    ['too long', '1234567'],
    ['not digits', '12345a'],
    ['a number', 123456],
  ])('is asked for when it is %s', async (_, code) => {
    const { token } = await anAdmin();
    const { status, body } = await change(token, code);
    expect([status, body.error?.code]).toEqual([403, 'TWO_FA_REQUIRED']);
  });

  it.each([
    ['an operator', { $gt: '' }],
    ['a list', ['123456']],
    ['true', true],
  ])('is a bad field when it is %s', async (_, code) => {
    const { token } = await anAdmin();
    const { status, body } = await change(token, code);
    expect([status, body.error?.details?.[0]?.field]).toEqual([400, 'twoFACode']);
  });

  it('may be right after a wrong one', async () => {
    const { admin, token } = await anAdmin();
    expect((await change(token, await wrongCode(admin.totpSecret))).body.error?.code).toBe('TWO_FA_INVALID');
    expect((await change(token, await codeAt(admin.totpSecret))).status).toBe(200);
  });

  it('is locked after five wrong ones, also the right one, and says for how long', async () => {
    const { admin, token } = await anAdmin();
    const wrong = await wrongCode(admin.totpSecret);
    for (let count = 0; count < 5; count += 1) {
      const { status, body } = await change(token, wrong);
      expect([status, body.error?.code]).toEqual([403, 'TWO_FA_INVALID']);
    }
    const { status, body, headers } = await change(token, await codeAt(admin.totpSecret));
    expect([status, body.error?.code]).toEqual([429, 'ACCOUNT_LOCKED']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(13 * 60);
  });

  it('cannot be guessed in parallel: five are told that they were wrong, no more', async () => {
    const { admin, token } = await anAdmin();
    const wrong = await wrongCode(admin.totpSecret);
    const answers = await Promise.all(Array.from({ length: 20 }, () => change(token, wrong)));
    expect(codes(answers).filter((code) => code === 'TWO_FA_INVALID')).toHaveLength(5);
    expect(codes(answers).filter((code) => code === 'ACCOUNT_LOCKED')).toHaveLength(15);
  });

  it('gets no five further guesses by signing in again', async () => {
    const { admin, token } = await anAdmin();
    const wrong = await wrongCode(admin.totpSecret);
    for (let count = 0; count < 4; count += 1) await change(token, wrong);
    await api.signIn(admin);
    await change(token, wrong);
    expect((await change(token, wrong)).status).toBe(429);
  });

  it('is not used up by a request that is refused for its body or its path', async () => {
    const { admin, token } = await anAdmin();
    const twoFACode = await codeAt(admin.totpSecret);
    const badBody = await api.call('POST', '/admin/sample/notes', { token, body: { twoFACode, amount: -1 } });
    const badDate = await api.call('DELETE', '/admin/sample/2026-02-30', { token, body: { twoFACode } });
    const badSlot = await api.call('PATCH', '/admin/sample/2026-02-12/slots/101', { token, body: { twoFACode } });
    for (const [answer, field] of [
      [badBody, 'amount'],
      [badDate, 'date'],
      [badSlot, 'slotNumber'],
    ] as const) {
      expect(answer.status).toBe(400);
      expect(answer.body.error?.details?.[0]?.field).toBe(field);
    }
    expect((await change(token, twoFACode)).status).toBe(200);
  });

  it('is taken from the body of a DELETE', async () => {
    const { admin, token } = await anAdmin();
    const twoFACode = await codeAt(admin.totpSecret);
    const { status, body } = await api.call('DELETE', '/admin/sample/2026-02-12', { token, body: { twoFACode } });
    expect([status, body]).toEqual([200, { success: true, message: '2026-02-12 deleted' }]);
    expect((await api.call('DELETE', '/admin/sample/2026-02-12', { token })).body.error?.code).toBe('TWO_FA_REQUIRED');
  });

  it('of another admin does not work', async () => {
    const { token } = await anAdmin();
    const { admin: other } = await anAdmin();
    expect((await change(token, await codeAt(other.totpSecret))).body.error?.code).toBe('TWO_FA_INVALID');
  });
});

describe('an admin without 2FA', () => {
  it('cannot change anything while it is enforced', async () => {
    const { token } = await anAdmin({ twoFA: false });
    const { status, body } = await change(token, '123456');
    expect([status, body.error?.code]).toEqual([403, 'TWO_FA_NOT_ENABLED']);
  });

  it('can where it is not enforced, while one with 2FA still needs the code', async () => {
    const lax = await ApiHarness.start({ ...api.environment, TWO_FA_ENFORCED: 'false' }, SampleApi);
    try {
      const { token } = await anAdmin({ twoFA: false });
      expect((await lax.call('POST', '/admin/sample/notes', { token, body: {} })).status).toBe(200);
      const { token: withTwoFA } = await anAdmin();
      const refused = await lax.call('POST', '/admin/sample/notes', { token: withTwoFA, body: {} });
      expect(refused.body.error?.code).toBe('TWO_FA_REQUIRED');
    } finally {
      await lax.stop({ keepData: true });
    }
  });
});

describe('setting up 2FA', () => {
  const setup = (token: string): Promise<HttpAnswer> => api.call('POST', '/auth/2fa/setup', { token });
  const aUser = async (options: { twoFA?: boolean } = {}): Promise<{ admin: Person; token: string }> => {
    const admin = await api.person({ role: 'user', ...options });
    return { admin, token: await api.signIn(admin) };
  };
  const enable = (token: string, code: unknown): Promise<HttpAnswer> =>
    api.call('POST', '/auth/2fa/enable', { token, body: { code } });

  it('goes from the secret over a code of it to changes with codes, and the code of enabling is used up', async () => {
    const { admin, token } = await aUser({ twoFA: false });
    const { status, body } = await setup(token);
    expect(status).toBe(200);
    const { secret, otpauthUri } = body.data as { secret: string; otpauthUri: string };
    expect(otpauthUri).toContain(encodeURIComponent(admin.email));
    expect(otpauthUri).toContain(secret);

    expect((await enable(token, await wrongCode(secret))).body.error?.code).toBe('TWO_FA_INVALID');
    const code = await codeAt(secret);
    expect((await enable(token, code)).body.data).toMatchObject({ twoFAEnabled: true });

    const entry = await api.connection
      .collection(COLLECTIONS.auditLog)
      .findOne({ 'actor.id': admin.id.toHexString(), action: '2fa.enable' });
    expect(entry).toMatchObject({ action: '2fa.enable', address: '127.0.0.1', after: { twoFAEnabled: true } });
  });

  it('is audited when a secret is made, without it', async () => {
    const { admin, token } = await aUser({ twoFA: false });
    const secret = String((await setup(token)).body.data?.['secret']);
    const entry = await api.connection.collection(COLLECTIONS.auditLog).findOne({ 'actor.id': admin.id.toHexString() });
    expect(entry).toMatchObject({ action: '2fa.setup', target: admin.email });
    expect(JSON.stringify(entry)).not.toContain(secret);
  });

  it('keeps the secret encrypted in the database', async () => {
    const { admin, token } = await aUser({ twoFA: false });
    const secret = String((await setup(token)).body.data?.['secret']);
    const stored = await api.connection.collection(COLLECTIONS.credentials).findOne({ userId: admin.id });
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect((stored?.['totp'] as { secretEncrypted: string }).secretEncrypted).toMatch(/^v1\.[0-9a-f]{8}\./);
  });

  it('does not give out or replace the secret of an account that has 2FA', async () => {
    const { admin, token } = await anAdmin();
    const given = { enrolmentCode: 'aaaa-aaaa-aaaa-aaaa', password: admin.password };
    const { status, body } = await api.call('POST', '/auth/2fa/setup', { token, body: given });
    expect([status, body.error?.code]).toEqual([409, 'TWO_FA_ALREADY_ENABLED']);
    expect((await enable(token, await codeAt(admin.totpSecret))).body.error?.code).toBe('TWO_FA_ALREADY_ENABLED');
    expect((await change(token, await codeAt(admin.totpSecret))).status).toBe(200);
  });

  it('turns nothing on without a secret, or with what is no code', async () => {
    const { token } = await aUser({ twoFA: false });
    expect((await enable(token, '123456')).body.error?.code).toBe('TWO_FA_NOT_SET_UP');
    expect((await enable(token, 123456)).body.error?.details?.[0]?.field).toBe('code');
  });

  it('needs a sign-in', async () => {
    expect((await api.call('POST', '/auth/2fa/setup')).status).toBe(401);
    expect((await api.call('POST', '/auth/2fa/enable', { body: { code: '123456' } })).status).toBe(401);
  });
});
