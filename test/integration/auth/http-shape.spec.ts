import { EventEmitter, once } from 'node:events';
import { COLLECTIONS } from '#lib/database';
import { ApiHarness, codeAt, testEnvironment } from '../../support/api-harness.js';
import { Notes, SampleApi } from './sample-feature.js';

let api: ApiHarness;
let adminToken: string;
let userToken: string;
beforeAll(async () => {
  api = await ApiHarness.start(testEnvironment({ CORS_ORIGINS: 'https://admin.example.com' }), SampleApi);
  adminToken = await api.signIn(await api.person({ role: 'admin' }));
  userToken = await api.signIn(await api.person());
});
afterAll(() => api.stop());

const FAILURE_KEYS = ['error', 'message', 'requestId', 'success'];

describe('a failure', () => {
  it.each([
    ['an unknown address', 'GET', '/nothing-here', {}, 404, 'ROUTE_NOT_FOUND'],
    ['an unknown address outside the API', 'GET', '//nothing-here', {}, 404, 'ROUTE_NOT_FOUND'],
    ['an address that cannot be decoded', 'GET', '/admin/sample/%FF', {}, 400, 'BAD_REQUEST'],
    [
      'malformed JSON',
      'POST',
      '/auth/login',
      { body: '{"email":"a@example.com","password":"hunter2"' },
      400,
      'MALFORMED_JSON',
    ],
    ['JSON that is no object', 'POST', '/auth/login', { body: '[1]' }, 400, 'VALIDATION_FAILED'],
    ['JSON that is a bare value', 'POST', '/auth/login', { body: 'null' }, 400, 'MALFORMED_JSON'],
    [
      'a body of another type',
      'POST',
      '/auth/login',
      { body: 'a=b', headers: { 'content-type': 'text/plain' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['a body over 100 kB', 'POST', '/auth/login', { body: { email: 'x'.repeat(110_000) } }, 413, 'PAYLOAD_TOO_LARGE'],
    ['no sign-in', 'GET', '/admin/sample', {}, 401, 'UNAUTHENTICATED'],
  ])('has the one shape: %s', async (_, method, path, options, status, code) => {
    const answer = await api.call(method, path, options);
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    expect(Object.keys(answer.body).sort()).toEqual(FAILURE_KEYS);
    expect(answer.body.success).toBe(false);
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
    expect(answer.text).not.toContain('hunter2');
  });

  it('that is ours tells nothing but its request id', async () => {
    const { status, body, text } = await api.call('GET', '/admin/sample/broken', { token: adminToken });
    expect([status, body.error]).toEqual([500, { code: 'INTERNAL_ERROR' }]);
    expect(text).not.toContain('hunter2');
  });

  it('carries the request id of the client, unless that could break a log', async () => {
    const sane = await api.call('GET', '/nothing', { headers: { 'x-request-id': 'client-42' } });
    expect(sane.body.requestId).toBe('client-42');
    const odd = await api.call('GET', '/nothing', { headers: { 'x-request-id': '{"a": 1}' } });
    expect(odd.body.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a success', () => {
  it('is wrapped, with its meta', async () => {
    const { status, body } = await api.call('GET', '/admin/sample', { token: adminToken });
    expect([status, body]).toEqual([
      200,
      { success: true, data: { notes: expect.any(Number) as number }, meta: { page: 1 } },
    ]);
  });

  it('of a POST is 200, and 202 where the work goes on', async () => {
    expect((await api.call('POST', '/sample', { token: userToken, body: { amount: 1 } })).status).toBe(200);
    const admin = await api.person({ role: 'admin' });
    const token = await api.signIn(admin);
    const body = { twoFACode: await codeAt(admin.totpSecret) };
    const { status, body: answer } = await api.call('POST', '/admin/sample/slow', { token, body });
    expect([status, answer.success]).toEqual([202, true]);
  });
});

describe('under /admin', () => {
  it.each([
    ['/admin/sample', 403],
    ['/ADMIN/sample', 403],
    ['/admin/sample/', 403],
    ['//API/V1/Admin/Sample', 403],
    ['//api/v1/%61dmin/sample', 404],
    ['//api/v1//admin/sample', 404],
    ['/sample/../admin/sample', 403],
  ])('only admins are let in, however the address is written: %s', async (path, status) => {
    expect((await api.call('GET', path, { token: userToken })).status).toBe(status);
    expect((await api.call('GET', path)).status).toBe(status === 403 ? 401 : status);
  });

  it('a change that nobody protected is refused, and changes nothing', async () => {
    const { status, body } = await api.call('POST', '/admin/sample/forgotten', { token: adminToken, body: {} });
    expect([status, body.error?.code]).toEqual([500, 'INTERNAL_ERROR']);
    const upper = await api.call('POST', '/ADMIN/sample/forgotten', { token: adminToken, body: {} });
    expect(upper.status).toBe(500);
  });

  it('a POST that changes nothing needs no code, but a valid body', async () => {
    const right = await api.call('POST', '/admin/sample/preview', { token: adminToken, body: { amount: 5 } });
    expect(right.status).toBe(200);
    const wrong = await api.call('POST', '/admin/sample/preview', { token: adminToken, body: { amount: 5, foo: 1 } });
    expect(wrong.body.error?.details).toEqual([{ field: 'foo', message: 'is not a field of this request', value: 1 }]);
  });

  it('an admin who was made a user cannot change anything from that moment', async () => {
    const admin = await api.person({ role: 'admin' });
    const token = await api.signIn(admin);
    await api.connection.collection(COLLECTIONS.users).updateOne({ _id: admin.id }, { $set: { role: 'user' } });
    const body = { twoFACode: await codeAt(admin.totpSecret) };
    expect((await api.call('POST', '/admin/sample/notes', { token, body })).status).toBe(401);
  });
});

describe('a request that is sent again with its Idempotency-Key', () => {
  async function sender() {
    const admin = await api.person({ role: 'admin' });
    const token = await api.signIn(admin);
    return (twoFACode: string | undefined, key: string, amount = 1) =>
      api.call('POST', '/admin/sample/notes', {
        token,
        body: { amount, twoFACode },
        headers: { 'idempotency-key': key },
      });
  }

  it('gets the first answer, with another code, the same code or none, and changes nothing again', async () => {
    const admin = await api.person({ role: 'admin' });
    const token = await api.signIn(admin);
    const send = (twoFACode?: string) =>
      api.call('POST', '/admin/sample/notes', { token, body: { twoFACode }, headers: { 'idempotency-key': 'k1' } });
    const code = await codeAt(admin.totpSecret);
    const first = await send(code);
    expect(first.status).toBe(200);
    const notes = await api.app.get(Notes).count();
    for (const again of [await send(code), await send(await codeAt(admin.totpSecret, 30)), await send()]) {
      expect([again.status, again.body]).toEqual([200, first.body]);
    }
    expect(await api.app.get(Notes).count()).toBe(notes);
  });

  it('is refused when the body is another one', async () => {
    const admin = await api.person({ role: 'admin' });
    const token = await api.signIn(admin);
    const send = async (amount: number) =>
      api.call('POST', '/admin/sample/notes', {
        token,
        body: { amount, twoFACode: await api.code(admin) },
        headers: { 'idempotency-key': 'k2' },
      });
    expect((await send(1)).status).toBe(200);
    const { status, body } = await send(2);
    expect([status, body.error?.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('changes once when both arrive at the same time with the same code', async () => {
    const admin = await api.person({ role: 'admin' });
    const token = await api.signIn(admin);
    const notes = await api.app.get(Notes).count();
    const twoFACode = await codeAt(admin.totpSecret);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        api.call('POST', '/admin/sample/notes', { token, body: { twoFACode }, headers: { 'idempotency-key': 'k3' } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await api.app.get(Notes).count()).toBe(notes + 1);
  });

  it('changes once when both are in their transactions at the same time, with a code each', async () => {
    const admin = await api.person({ role: 'admin' });
    const token = await api.signIn(admin);
    const notes = api.app.get(Notes);
    const before = await notes.count();
    const send = async (code: Promise<string>) =>
      api.call('POST', '/admin/sample/notes', {
        token,
        body: { twoFACode: await code },
        headers: { 'idempotency-key': 'k4' },
      });
    const inside = new EventEmitter();
    let arrived = 0;
    notes.inTransaction = async () => {
      arrived += 1;
      inside.emit(`${arrived}`);
      if (arrived === 1) await once(inside, '2');
    };
    try {
      const firstIsInside = once(inside, '1');
      const first = send(codeAt(admin.totpSecret));
      await firstIsInside;
      const second = send(codeAt(admin.totpSecret, 30));
      const answers = await Promise.all([first, second]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers[0]?.text).toBe(answers[1]?.text);
      expect(await notes.count()).toBe(before + 1);
    } finally {
      notes.inTransaction = () => Promise.resolve();
    }
  });

  it('belongs to its admin: the same key of another is another request', async () => {
    const [one, other] = [await sender(), await sender()];
    const answers = [await one(undefined, 'k5'), await other(undefined, 'k5')];
    expect(answers.map(({ body }) => body.error?.code)).toEqual(['TWO_FA_REQUIRED', 'TWO_FA_REQUIRED']);
  });

  it('names the header when the key is not sane', async () => {
    const send = await sender();
    expect((await send('123456', 'x'.repeat(201))).body.error?.details?.[0]?.field).toBe('Idempotency-Key');
  });
});

describe('browsers', () => {
  it('of known origins may call, others are not told so', async () => {
    const ask = (origin: string) =>
      api.call('OPTIONS', '/admin/sample', { headers: { origin, 'access-control-request-method': 'GET' } });
    expect((await ask('https://admin.example.com')).headers.get('access-control-allow-origin')).toBe(
      'https://admin.example.com',
    );
    expect((await ask('https://evil.example.com')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('are given security headers', async () => {
    const { headers } = await api.call('GET', '//health/live');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('the documentation', () => {
  it('is served, with schemas of requests, answers and failures', async () => {
    expect((await api.call('GET', '//docs')).status).toBe(200);
    const { status, text } = await api.call('GET', '//docs-json');
    expect(status).toBe(200);
    const document = JSON.parse(text) as {
      paths: Record<
        string,
        Record<string, { requestBody?: unknown; security?: unknown; responses: Record<string, unknown> }>
      >;
    };
    const login = document.paths['/api/v1/auth/login']?.['post'];
    expect(login?.requestBody).toEqual({
      required: true,
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/LoginBody' },
          example: { email: 'admin@example.com', password: 'correct-horse-battery-staple' },
        },
      },
    });
    expect(Object.keys(login?.responses ?? {})).toEqual(['200', '400', '401', '413', '415', '429', '503']);
    expect(login?.security).toBeUndefined();
    const notes = document.paths['/api/v1/admin/sample/notes']?.['post'];
    expect(notes?.security).toEqual([{ bearer: [] }]);
    expect(JSON.stringify(notes?.responses['200'])).toContain('#/components/schemas/NoteDto');
    expect(document.paths).toHaveProperty('/health/live');
  });
});
