import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { COLLECTIONS } from '#lib/database';
import { DeclarationReader } from '#lib/declarations';
import { anAlert } from '../../support/builders.js';
import { until } from '../../support/until.js';
import { eventsIn, type StreamEvent } from '../support/event-stream.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

interface Watcher {
  readonly messages: StreamEvent[];
  readonly events: StreamEvent['data'][];
  readonly comments: string[];
  hasEnded: boolean;
  stop(): void;
}

const TODAY = `${DAYS}/today/events`;
const CONSOLE = '/admin/events';

/** @param headers instead of the access token */
async function watch({ api, token }: ApiPlatform, path = TODAY, headers?: Record<string, string>): Promise<Watcher> {
  const abort = new AbortController();
  const response = await fetch(`${api.url}/api/v1${path}`, {
    headers: headers ?? { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const watcher: Watcher = { messages: [], events: [], comments: [], hasEnded: false, stop: () => abort.abort() };
  const read = async (): Promise<void> => {
    for await (const message of eventsIn(response.body!, (comment) => watcher.comments.push(comment))) {
      watcher.events.push(message.data);
      watcher.messages.push(message);
    }
  };
  void read()
    .catch(() => undefined)
    .finally(() => (watcher.hasEnded = true));
  return watcher;
}

describe('watching today', () => {
  let platform: ApiPlatform;
  let watchers: Watcher[];
  beforeEach(async () => {
    platform = await ApiPlatform.start();
    watchers = [];
  });
  afterEach(async () => {
    watchers.forEach((watcher) => watcher.stop());
    await platform.stop();
  });

  async function newWatcher(): Promise<Watcher> {
    const watcher = await watch(platform);
    watchers.push(watcher);
    return watcher;
  }

  it('tells the status at once and each change once, to all who watch', async () => {
    await platform.stake(await platform.user());
    const [first, second] = [await newWatcher(), await newWatcher()];
    await until('the first state', () => first.events.length === 1 && second.events.length === 1);
    expect(first.events).toEqual([expect.objectContaining({ today: day(), status: 'NOT_QUEUED' })]);

    await platform.queueIn(600);
    await until('PENDING', () => first.events.at(-1)?.['status'] === 'PENDING');
    await platform.startWorker();
    await until('COMPLETED', () => first.events.at(-1)?.['status'] === 'COMPLETED');
    const { body } = await platform.get(`${DAYS}/today/status`);
    expect(first.events.at(-1)).toEqual(body.data);
    await until('the same', () => second.events.length === first.events.length);
    expect(second.events).toEqual(first.events);
    await pause(600);
    const texts = first.events.map((event) => JSON.stringify(event));
    texts.forEach((text, index) => expect(text).not.toBe(texts[index - 1]));

    const third = await newWatcher();
    await until('the state of a latecomer', () => third.events.length === 1);
    expect(third.events[0]).toEqual(body.data);
  });

  it('looks at the database only while somebody watches', async () => {
    const read = jest.spyOn(platform.api.app.get(DeclarationReader, { strict: false }), 'status');
    const watcher = await newWatcher();
    await until('two looks', () => read.mock.calls.length > 1);
    watcher.stop();
    await until('it to end', () => watcher.hasEnded);
    await until('no look for a while', async () => {
      read.mockClear();
      await pause(700);
      return read.mock.calls.length === 0;
    });
  });

  it('ends when the API stops', async () => {
    const watcher = await newWatcher();
    await until('the first state', () => watcher.events.length === 1);
    const { app } = platform.api;
    await platform.api.connection.dropDatabase();
    platform = await ApiPlatform.start();
    await app.close();
    await until('it to end', () => watcher.hasEnded);
  });

  it('is for admins', async () => {
    const token = await platform.api.signIn(await platform.api.person());
    expect((await platform.api.call('GET', `${DAYS}/today/events`, { token })).status).toBe(403);
    expect((await platform.api.call('GET', `${DAYS}/today/events`)).status).toBe(401);
  });
});

describe('one stream for a console', () => {
  let platform: ApiPlatform;
  const watchers: Watcher[] = [];
  beforeAll(async () => {
    platform = await ApiPlatform.start();
  });
  afterAll(async () => {
    watchers.forEach((watcher) => watcher.stop());
    await platform.stop();
  });

  const alerts = () => platform.api.connection.collection(COLLECTIONS.alerts);

  async function follow(query = '', headers?: Record<string, string>): Promise<Watcher> {
    const watcher = await watch(platform, `${CONSOLE}${query}`, headers);
    watchers.push(watcher);
    return watcher;
  }

  async function ticket(): Promise<string> {
    const { body } = await platform.api.call('POST', '/auth/ticket', { token: platform.token, body: {} });
    return String(body.data?.['ticket']);
  }

  it('tells day, health and open alerts, and only what has changed since the last event that is known', async () => {
    const first = await follow(`?ticket=${await ticket()}`, {});
    await until('all three', () => first.messages.length === 3);
    const firstOf = (type: string) => first.messages.find((message) => message.type === type)?.data;
    expect(firstOf('day')).toMatchObject({ today: day(), status: 'NOT_QUEUED' });
    expect(firstOf('health')).toMatchObject({ healthy: false, enabled: true, paused: false, workers: 0 });
    expect(firstOf('alerts')).toEqual({
      open: {},
      openBySeverity: { critical: 0, warning: 0, info: 0 },
      waitingProposals: 0,
    });
    await platform.queueIn(3_600_000);
    await until('PENDING', () => first.messages.at(-1)?.data['status'] === 'PENDING');
    expect(first.messages).toHaveLength(4);
    expect(new Set(first.messages.map(({ id }) => id)).size).toBe(4);
    const lastId = first.messages.at(-1)?.id ?? '';
    first.stop();

    await alerts().insertOne(anAlert({ key: 'test', message: 'Slot FAILED', date: day(), slotNumber: 1 }));
    const again = await follow('', { authorization: `Bearer ${platform.token}`, 'last-event-id': lastId });
    await until('what has changed', () => again.messages.length > 0);
    const byQuery = await follow(`?ticket=${await ticket()}&lastEventId=${again.messages[0]?.id ?? ''}`, {});
    await alerts().updateOne({ key: 'test' }, { $set: { acknowledgedAt: new Date() } });
    await until('none open', () => again.messages.length > 1 && byQuery.messages.length > 0);
    expect(again.messages.map(({ type }) => type)).toEqual(['alerts', 'alerts']);
    expect(again.messages[0]?.data).toMatchObject({ open: { SLOT_FAILED: 1 }, openBySeverity: { critical: 1 } });
    expect(byQuery.messages.map(({ type }) => type)).toEqual(['alerts']);
  });

  it('is for admins, and takes no id that is none', async () => {
    const token = await platform.api.signIn(await platform.api.person());
    expect((await platform.api.call('GET', CONSOLE, { token })).status).toBe(403);
    expect((await platform.api.call('GET', CONSOLE)).status).toBe(401);
    const { token: admin } = platform;
    expect((await platform.api.call('GET', `${CONSOLE}?lastEventId=1`, { token: admin })).status).toBe(400);
  });
});

it('sends heartbeats, and ends when the admin is none any more', async () => {
  const platform = await ApiPlatform.start();
  const watcher = await watch(platform);
  const admin = await watch(platform, CONSOLE);
  try {
    await until('a heartbeat', () => watcher.comments.length > 0);
    await until('a ping', () => admin.messages.some(({ type, data }) => type === 'ping' && 'at' in data));
    expect([watcher.hasEnded, admin.hasEnded]).toEqual([false, false]);
    const users = platform.api.connection.collection(COLLECTIONS.users);
    await users.updateOne({ _id: platform.admin.id }, { $set: { role: 'user' } });
    await until('both to end', () => watcher.hasEnded && admin.hasEnded);
  } finally {
    watcher.stop();
    admin.stop();
    await platform.stop();
  }
});
