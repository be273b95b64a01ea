import { startMongo, type LocalService } from '#lib/local-services';
import { ApiHarness, testEnvironment } from '../../support/api-harness.js';
import { until } from '../../support/until.js';

describe('with the database gone', () => {
  let mongo: LocalService;
  let api: ApiHarness;
  beforeAll(async () => {
    mongo = await startMongo({ fromEnvironment: false });
    const uri = new URL(mongo.uri);
    uri.pathname = '/gone';
    api = await ApiHarness.start(testEnvironment({ MONGODB_URI: uri.href }));
  });
  afterAll(async () => {
    await api.stop({ keepData: true });
    await mongo.stop();
  });

  it('a request is answered 503, readiness says what is down, and all is well when it is back', async () => {
    const login = () =>
      api.call('POST', '/auth/login', { body: { email: 'nobody@example.com', password: 'some password' } });
    expect((await login()).status).toBe(401);

    await mongo.kill();
    const { status, body, headers, text } = await login();
    expect([status, body.error?.code]).toEqual([503, 'DEPENDENCY_DOWN']);
    expect(headers.get('retry-after')).toBe('5');
    expect(text).not.toContain('127.0.0.1');
    const ready = await api.call('GET', '//health/ready');
    expect(ready.status).toBe(503);
    expect(ready.body.error?.details?.map(({ field }) => field)).toContain('mongodb');

    await mongo.restart();
    await until('all to be well', async () => (await login()).status === 401);
  });
});
