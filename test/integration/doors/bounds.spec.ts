import type { INestApplicationContext } from '@nestjs/common';
import { Courier } from '#lib/queues';
import { WorkerIdentity } from '#lib/workers';
import { Canary } from '../../../apps/worker/src/canary.js';
import { createWorker } from '../../../apps/worker/src/bootstrap.js';
import { RateLimits } from '../../../apps/api/src/http/doors/rate-limits.js';
import { ApiHarness, testEnvironment } from '../../support/api-harness.js';
import { until } from '../../support/until.js';

const EVENTS = '/admin/daily-declaration-returns/today/events';

describe('event streams', () => {
  it('are bounded for a user and for the process, and make room when they end', async () => {
    const api = await ApiHarness.start(testEnvironment({ MAX_STREAMS_PER_USER: '2', MAX_STREAMS: '3' }));
    const open: AbortController[] = [];
    const watch = async (token: string): Promise<number> => {
      const abort = new AbortController();
      open.push(abort);
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${api.url}/api/v1${EVENTS}`, { headers, signal: abort.signal });
      response.body?.pipeTo(new WritableStream()).catch(() => undefined);
      return response.status;
    };
    try {
      const [ann, bob] = [await api.person({ role: 'admin' }), await api.person({ role: 'admin' })];
      const [one, other] = [await api.signIn(ann), await api.signIn(bob)];
      expect([await watch(one), await watch(one), await watch(one)]).toEqual([200, 200, 429]);
      expect([await watch(other), await watch(other)]).toEqual([200, 429]);
      open[0]?.abort();
      await until('room', async () => (await watch(other)) === 200);
    } finally {
      for (const abort of open) abort.abort();
      await api.stop();
    }
  });
});

describe('the documentation', () => {
  it('is limited as everything is, and there is none as YAML', async () => {
    const api = await ApiHarness.start(testEnvironment({ RATE_LIMIT_PER_MINUTE: '3' }));
    Object.assign(api.app.get(RateLimits, { strict: false }), { patienceMs: 10_000 });
    try {
      expect((await api.call('GET', '//docs-yaml')).status).toBe(404);
      const statuses: number[] = [];
      for (const path of ['//docs-json', '//docs', '//docs-json', '//docs-json', '//docs']) {
        statuses.push((await api.call('GET', path)).status);
      }
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
    } finally {
      await api.stop();
    }
  });

  it('is not there where it is switched off', async () => {
    const api = await ApiHarness.start(testEnvironment({ EXPOSE_DOCS: 'false' }));
    try {
      for (const path of ['//docs', '//docs-json', '//docs-yaml', '//docs/swagger-ui.css']) {
        expect((await api.call('GET', path)).status).toBe(404);
      }
    } finally {
      await api.stop();
    }
  });
});

describe('descriptions', () => {
  let api: ApiHarness;
  let token: string;
  beforeAll(async () => {
    api = await ApiHarness.start(testEnvironment());
    token = await api.signIn(await api.person({ role: 'admin' }));
  });
  afterAll(() => api.stop());

  const preview = (description: string) =>
    api.call('POST', '/admin/daily-declaration-returns/today/preview', {
      token,
      body: { rosPercentage: 1, description },
    });

  it.each([
    ['a zero byte', '\u0000'],
    ['an escape', '\u001b[2J'],
    ['a line break', 'a\nb'],
    ['a C1 control', '\u0085'],
    ['a line separator', '\u2028'],
    ['an override of direction', 'paid \u202e001'],
    ['an isolate', '\u2066x'],
    ['a lone surrogate', '\ud800'],
  ])('are refused with %s', async (_, text) => {
    const { status, body } = await preview(`before ${text} after`);
    expect([status, body.error?.details?.[0]?.field]).toEqual([400, 'description']);
  });

  it.each(['Normal day', 'Überweisung – 1 % “ROS”', '日次配当 👩‍👩‍👧', 'יום רגיל'])('are taken as %s', async (text) => {
    expect((await preview(text)).status).toBe(200);
  });
});

describe('a canary', () => {
  let worker: INestApplicationContext;
  let api: ApiHarness;
  beforeAll(async () => {
    const environment = testEnvironment({ WORKER_PORT: '0' });
    api = await ApiHarness.start(environment);
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      worker = await createWorker();
    } finally {
      process.env = before;
    }
  });
  afterAll(async () => {
    await worker.close();
    await api.stop();
  });

  const record = () =>
    api.connection
      .collection<{ _id: string }>('workers')
      .findOne({ _id: worker.get(WorkerIdentity, { strict: false }).id });

  it('is believed when its worker has sent it, once, and not when somebody else made it', async () => {
    const sent: { workerId: string; sentAt: number; nonce: string }[] = [];
    const courier = worker.get(Courier, { strict: false });
    courier.sendCanary = (job) => {
      sent.push(job);
      return Promise.resolve();
    };
    const canary = worker.get(Canary);
    await canary.sendIfDue();
    const [job] = sent;
    await canary.returned({ ...job!, nonce: 'forged' });
    expect((await record())?.['lastCanaryAt' as never]).toBeUndefined();
    await canary.returned(job!);
    expect(await record()).toMatchObject({ lastCanaryAt: new Date(job!.sentAt) });
    await canary.returned({ ...job!, sentAt: job!.sentAt + 60_000 });
    expect(await record()).toMatchObject({ lastCanaryAt: new Date(job!.sentAt) });
  });
});
