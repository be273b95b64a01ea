import { expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { ownEnvironment } from '../../support/own-environment.js';
import { CommandRun } from './command-run.js';

it('npm run dev serves the console from its sources, and ends in order when it is asked to', async () => {
  const { MONGODB_URI, REDIS_URL, QUEUE_PREFIX } = ownEnvironment('dev');
  const dev = new CommandRun('dev', [], { MONGODB_URI, REDIS_URL, QUEUE_PREFIX });
  try {
    await dev.says('ready http');
    const [, page = ''] = /Console +(\S+)/.exec(dev.stdout) ?? [];
    expect(await (await fetch(page)).text()).toContain('/@vite/client');
    await dev.signal('SIGINT');
    expect(await dev.ended()).toBe(0);
  } finally {
    if (!dev.hasExited) {
      await dev.signal('SIGINT');
      await dev.ended();
    }
    const client = await MongoClient.connect(MONGODB_URI);
    await client.db().dropDatabase();
    await client.close();
  }
});
