import { codeAt, wrongCode } from '../support/codes.js';
import { DAYS, RunningProduct } from '../support/running-product.js';

/** docs/specification.md 3, before 3.1. */
let product: RunningProduct;
beforeAll(async () => {
  product = await RunningProduct.start('envelope', { worker: false });
});
afterAll(() => product.stop());

describe('every answer', () => {
  it('of success is success, message?, data and meta?', async () => {
    const admin = await product.admin();
    const { status, body, headers } = await admin.get(`${DAYS}/declared`);
    expect([status, Object.keys(body).sort(), body.success]).toEqual([200, ['data', 'meta', 'success'], true]);
    expect(headers.get('x-request-id')).toEqual(expect.any(String));
  });

  it.each([
    [400, 'VALIDATION_FAILED', (admin) => admin.get(`${DAYS}/2025-02-30`)],
    [404, 'DECLARATION_NOT_FOUND', (admin) => admin.get(`${DAYS}/2025-02-28`)],
    [404, 'ROUTE_NOT_FOUND', (admin) => admin.get('/nothing/here')],
    [404, 'ROUTE_NOT_FOUND', (admin) => admin.get('//nothing/here')],
    [400, 'MALFORMED_JSON', (admin) => admin.send('POST', `${DAYS}/declare`, '{')],
    [404, 'SLOT_NOT_FOUND', (admin) => admin.post(`${DAYS}/2025-02-28/slots/1/retry`)],
  ] satisfies [number, string, (admin: Awaited<ReturnType<RunningProduct['admin']>>) => Promise<unknown>][])(
    'of failure %i %s is success, message, error and requestId',
    async (status, code, ask) => {
      const answer = await ask(await product.admin());
      const { body, headers } = answer;
      expect([answer.status, body.error?.code]).toEqual([status, code]);
      expect(Object.keys(body).sort()).toEqual(['error', 'message', 'requestId', 'success']);
      expect([body.success, body.requestId]).toEqual([false, headers.get('x-request-id')]);
      expect(body.message).toEqual(expect.stringMatching(/^[A-Z].+/));
      if (code === 'VALIDATION_FAILED') {
        expect(body.error?.details).toEqual([
          expect.objectContaining({ field: 'date', message: expect.any(String) as string }),
        ]);
      }
    },
  );
});

describe('signing in', () => {
  it('gives accessToken, expiresIn and user', async () => {
    const { email, password } = await product.person();
    const { status, body } = await product.nobody().post('/auth/login', { email: email.toUpperCase(), password });
    expect(status).toBe(200);
    expect(Object.keys(body.data ?? {}).sort()).toEqual(['accessToken', 'expiresIn', 'user']);
    expect(body.data).toMatchObject({ expiresIn: 3600, user: { email, role: 'user', twoFAEnabled: false } });
    expect(JSON.stringify(body)).not.toMatch(/argon|hash|secret/i);
  });

  it('says the same to a wrong password and to an unknown address', async () => {
    const { email } = await product.person();
    const wrong = await product.nobody().post('/auth/login', { email, password: 'wrong' });
    const unknown = await product.nobody().post('/auth/login', { email: `x-${email}`, password: 'wrong' });
    expect([wrong.status, wrong.body.error?.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect([unknown.status, unknown.body.message]).toEqual([401, wrong.body.message]);
  });

  it('is locked for 15 minutes after five wrong passwords, for the right one too', async () => {
    const { email, password } = await product.person();
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect((await product.nobody().post('/auth/login', { email, password: 'wrong' })).status).toBe(401);
    }
    const locked = await product.nobody().post('/auth/login', { email, password });
    expect([locked.status, locked.body.error?.code]).toEqual([429, 'ACCOUNT_LOCKED']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(13 * 60);
    expect(Number(locked.headers.get('retry-after'))).toBeLessThanOrEqual(15 * 60);
  });
});

describe('the second factor', () => {
  it('is set up, turned on with a code, and asked for from then on', async () => {
    const person = await product.person({ role: 'admin' });
    const admin = await product.signIn(person);
    expect((await admin.post('/admin/cron/resume')).status).toBe(200);
    const proof = { enrolmentCode: await product.enrolmentCode(person), password: person.password };
    const setup = await admin.post('/auth/2fa/setup', proof);
    expect([setup.status, Object.keys(setup.body.data ?? {}).sort()]).toEqual([200, ['otpauthUri', 'secret']]);
    const secret = String(setup.body.data?.['secret']);
    expect(setup.body.data?.['otpauthUri']).toMatch(/^otpauth:\/\/totp\//);

    const code = await codeAt(secret);
    expect((await admin.post('/auth/2fa/enable', { code: await wrongCode(secret) })).status).toBe(403);
    const { body: enabled } = await admin.post('/auth/2fa/enable', { code });
    expect(enabled.data).toEqual({ twoFAEnabled: true, recoveryCodes: expect.any(Array) as unknown });
    expect((await admin.post('/auth/2fa/setup', proof)).status).toBe(409);

    const refusals = [{}, { twoFACode: code }, { twoFACode: await wrongCode(secret) }];
    const codes: unknown[] = [];
    for (const body of refusals) codes.push((await admin.post('/admin/cron/resume', body)).body.error?.code);
    expect(codes).toEqual(['TWO_FA_REQUIRED', 'TWO_FA_CODE_USED', 'TWO_FA_INVALID']);
    const next = { twoFACode: await codeAt(secret, 30) };
    expect((await admin.post('/admin/cron/resume', next)).status).toBe(200);
  });

  it('is locked for 15 minutes after five wrong codes, for the right one too', async () => {
    const person = await product.person({ role: 'admin', twoFA: true });
    const admin = await product.signIn(person);
    const wrong = { twoFACode: await wrongCode(person.totpSecret) };
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect((await admin.post('/admin/cron/resume', wrong)).body.error?.code).toBe('TWO_FA_INVALID');
    }
    const locked = await admin.post('/admin/cron/resume', { twoFACode: await codeAt(person.totpSecret) });
    expect([locked.status, locked.body.error?.code]).toEqual([429, 'ACCOUNT_LOCKED']);
    expect((await admin.get('/admin/cron/status')).status).toBe(200);
  });
});
