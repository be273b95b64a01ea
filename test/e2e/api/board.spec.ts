import type { HttpAnswer } from '../../support/api-harness.js';
import { until } from '../../support/until.js';
import { ApiPlatform } from './api-platform.js';

const BOARD = '/admin/queues';

describe('the board', () => {
  let platform: ApiPlatform;
  beforeAll(async () => {
    platform = await ApiPlatform.start();
    await platform.queueIn(3_600_000);
  });
  afterAll(() => platform.stop());

  async function ask(
    path: string,
    { method = 'GET', form, headers = {} }: { method?: string; form?: object; headers?: Record<string, string> } = {},
  ): Promise<HttpAnswer & { cookie: string | null }> {
    const response = await fetch(`${platform.api.url}${BOARD}${path}`, {
      method,
      redirect: 'manual',
      headers: { accept: 'text/html', ...headers },
      ...(form === undefined ? {} : { body: new URLSearchParams(form as Record<string, string>) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: {},
      text,
      cookie: response.headers.get('set-cookie'),
    };
  }

  const asAdmin = () => ({ authorization: `Bearer ${platform.token}` });

  it('asks who comes without a session to sign in', async () => {
    for (const path of ['', '/', '/queue/slots', '/sign-in']) {
      const { status, text, headers } = await ask(path);
      expect([path, status]).toEqual([path, 401]);
      expect(text).toContain('<form method="post" action="/admin/queues/sign-in">');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('shows nothing without a session', async () => {
    for (const path of ['/api/queues', '/API/queues', '/static/js/main.js', '//api/queues', '/%61pi/queues']) {
      expect([path, (await ask(path, { headers: { accept: '*/*' } })).status]).toEqual([path, 401]);
    }
    const response = await fetch(`${platform.api.url}/Admin/Queues/api/queues`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ success: false, error: { code: 'UNAUTHENTICATED' } });
  });

  it('lets an admin in, with a cookie that scripts and other sites cannot use', async () => {
    const { email, password } = platform.admin;
    const { status, headers, cookie } = await ask('/sign-in', { method: 'POST', form: { email, password } });
    expect([status, headers.get('location')]).toEqual([303, BOARD]);
    expect(cookie).toMatch(/^ddr_board=[\w.-]+; Max-Age=3600; Path=\/admin\/queues; .*HttpOnly; SameSite=Strict$/);

    const session = { cookie: cookie!.split(';')[0]! };
    const page = await ask('', { headers: session });
    expect([page.status, page.text.includes('id="root"')]).toEqual([200, true]);
    const script = /src="(static\/js\/main[^"]+)"/.exec(page.text)?.[1];
    expect((await ask(`/${script}`, { headers: session })).status).toBe(200);
    const queues = await ask('/api/queues?activeQueue=slots&status=delayed', { headers: session });
    expect(JSON.parse(queues.text)).toMatchObject({
      queues: [
        { name: 'slots', readOnlyMode: true, counts: { delayed: 1 } },
        { name: 'chunks', readOnlyMode: true },
      ],
    });
    expect((await ask('/sign-out', { headers: session })).cookie).toMatch(/^ddr_board=; Max-Age=0; /);
  });

  it('takes a bearer token too, and refuses every change', async () => {
    expect((await ask('/api/queues', { headers: asAdmin() })).status).toBe(200);
    const queues = JSON.parse((await ask('/api/queues?activeQueue=slots', { headers: asAdmin() })).text) as {
      queues: { jobs: { id: string }[] }[];
    };
    const id = queues.queues[0]!.jobs[0]!.id;
    for (const [method, path] of [
      ['PUT', `/api/queues/slots/${id}/promote`],
      ['PUT', `/api/queues/slots/${id}/clean`],
      ['PUT', '/api/queues/slots/pause'],
      ['PUT', '/api/queues/pause'],
      ['POST', '/api/queues/slots/add'],
      ['DELETE', '/api/queues/slots'],
      ['PATCH', `/api/queues/slots/${id}/update-data`],
    ] as const) {
      const { status, text } = await ask(path, { method, headers: asAdmin() });
      expect([path, status]).toEqual([path, 405]);
      const refused = JSON.parse(text) as { error: object; requestId?: string };
      expect(refused).toMatchObject({ success: false, error: { code: 'READ_ONLY' } });
      expect(refused.requestId).toMatch(/./);
    }
  });

  it('keeps out users, wrong passwords and old sessions', async () => {
    const user = await platform.api.person();
    const token = await platform.api.signIn(user);
    const asUser = { authorization: `Bearer ${token}`, accept: '*/*' };
    expect((await ask('/api/queues', { headers: asUser })).status).toBe(403);
    const signIn = (form: object) => ask('/sign-in', { method: 'POST', form });
    expect((await signIn({ email: user.email, password: user.password })).status).toBe(403);
    const wrong = await signIn({ email: user.email, password: '<script>' });
    expect([wrong.status, wrong.cookie]).toEqual([401, null]);
    expect(wrong.text).toContain('role="alert"');
    expect((await signIn({})).status).toBe(401);
    expect((await signIn({ email: 'x'.repeat(10_000), password: 'x' })).status).toBe(401);
    expect((await ask('/api/queues', { headers: { cookie: 'ddr_board=a.b.c', accept: '*/*' } })).status).toBe(401);
  });

  it('locks an account after five wrong passwords, as signing in to the API does', async () => {
    const admin = await platform.api.person({ role: 'admin' });
    const wrong = { email: admin.email, password: 'wrong' };
    for (let count = 0; count < 5; count += 1) await ask('/sign-in', { method: 'POST', form: wrong });
    const right = { email: admin.email, password: admin.password };
    expect((await ask('/sign-in', { method: 'POST', form: right })).status).toBe(429);
    expect((await platform.api.call('POST', '/auth/login', { body: right })).status).toBe(429);
  });
});

it('limits attempts to sign in to the board together with those of the API', async () => {
  const platform = await ApiPlatform.start({ SIGN_IN_LIMIT_PER_MINUTE: '3' });
  try {
    const attempt = async (): Promise<number> =>
      (
        await fetch(`${platform.api.url}${BOARD}/sign-in`, {
          method: 'POST',
          body: new URLSearchParams({ email: 'ann@example.com', password: 'x' }),
        })
      ).status;
    // While Redis answers late, as on a busy machine, requests are let through uncounted.
    const answers: number[] = [];
    await until('the limit', async () => answers.push(await attempt()) > 2 && answers.at(-1) === 429);
    expect(new Set(answers.slice(0, -1))).toEqual(new Set([401]));
    const { status } = await platform.api.call('POST', '/auth/login', {
      body: { email: 'a@b.example', password: 'x' },
    });
    expect(status).toBe(429);
  } finally {
    await platform.stop();
  }
});
