import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { COLLECTIONS } from '#lib/database';
import { DeclarationReader } from '#lib/declarations';
import { until } from '../../support/until.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

interface Watcher {
  readonly events: Record<string, unknown>[];
  readonly comments: string[];
  hasEnded: boolean;
  stop(): void;
}

async function watch({ api, token }: ApiPlatform): Promise<Watcher> {
  const abort = new AbortController();
  const response = await fetch(`${api.url}/api/v1${DAYS}/today/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const watcher: Watcher = { events: [], comments: [], hasEnded: false, stop: () => abort.abort() };
  const read = async (): Promise<void> => {
    let text = '';
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const line of messages.flatMap((message) => message.split('\n'))) {
        if (line.startsWith('data: ')) watcher.events.push(JSON.parse(line.slice(6)) as Record<string, unknown>);
        if (line.startsWith(': ')) watcher.comments.push(line.slice(2));
      }
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

it('sends heartbeats, and ends when the admin is none any more', async () => {
  const platform = await ApiPlatform.start();
  const watcher = await watch(platform);
  try {
    await until('a heartbeat', () => watcher.comments.length > 0);
    expect(watcher.hasEnded).toBe(false);
    const users = platform.api.connection.collection(COLLECTIONS.users);
    await users.updateOne({ _id: platform.admin.id }, { $set: { role: 'user' } });
    await until('it to end', () => watcher.hasEnded);
  } finally {
    watcher.stop();
    await platform.stop();
  }
});
