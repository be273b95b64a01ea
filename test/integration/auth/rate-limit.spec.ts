import { RedisClient } from '#lib/queues';
import { RateLimits } from '../../../apps/api/src/http/doors/rate-limits.js';
import { ApiHarness, codeAt, testEnvironment, type HttpAnswer } from '../../support/api-harness.js';

const wrong = (api: ApiHarness): Promise<HttpAnswer> =>
  api.call('POST', '/auth/login', { body: { email: 'nobody@example.com', password: 'x' } });

/** On a busy machine an answer of Redis may take longer than requests wait for it. */
async function startPatient(environment: Parameters<typeof ApiHarness.start>[0]): Promise<ApiHarness> {
  const api = await ApiHarness.start(environment);
  Object.assign(api.app.get(RateLimits, { strict: false }), { patienceMs: 10_000 });
  return api;
}

describe('requests per minute and address', () => {
  it('are counted together by all API processes, sign-in apart from the rest', async () => {
    const environment = testEnvironment({ SIGN_IN_LIMIT_PER_MINUTE: '4', RATE_LIMIT_PER_MINUTE: '6' });
    const [one, two] = [await startPatient(environment), await startPatient(environment)];
    try {
      for (const api of [one, two, one, two]) expect((await wrong(api)).status).toBe(401);
      for (const api of [one, two]) {
        const { status, body, headers } = await wrong(api);
        expect([status, body.error?.code, body.success]).toEqual([429, 'TOO_MANY_REQUESTS', false]);
        expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
        expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
      }
      // Four sign-ins that were looked at, two that were not, and whatever else is asked.
      expect((await one.call('POST', '/auth/2fa/setup')).status).toBe(429);
      expect((await two.call('GET', '//health/live')).status).toBe(200);
    } finally {
      await two.stop({ keepData: true });
      await one.stop();
    }
  });

  it('count at the sign-in only where a password is looked at, with a code apart: nobody is shut out by an empty form', async () => {
    const api = await startPatient(testEnvironment({ SIGN_IN_LIMIT_PER_MINUTE: '3' }));
    try {
      const admin = await api.person({ role: 'admin' });
      for (let count = 0; count < 20; count += 1) {
        expect((await api.call('POST', '/auth/login', { body: {} })).status).toBe(400);
      }
      for (let count = 0; count < 3; count += 1) expect((await wrong(api)).status).toBe(401);
      expect((await wrong(api)).status).toBe(429);
      const body = { email: admin.email, password: admin.password, twoFACode: await codeAt(admin.totpSecret) };
      expect((await api.call('POST', '/auth/login', { body })).status).toBe(200);
    } finally {
      await api.stop();
    }
  });

  it('are not limited, and not delayed, while Redis is away', async () => {
    const api = await startPatient(testEnvironment({ SIGN_IN_LIMIT_PER_MINUTE: '1' }));
    try {
      expect((await wrong(api)).status).toBe(401);
      expect((await wrong(api)).status).toBe(429);
      api.app.get(RedisClient, { strict: false }).client.disconnect();
      for (let count = 0; count < 3; count += 1) expect((await wrong(api)).status).toBe(401);
    } finally {
      await api.stop();
    }
  });
});
