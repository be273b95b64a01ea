import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { MongoClient } from 'mongodb';
import { watchDrainWaiters } from '#lib/database';
import { ownEnvironment } from '../../support/own-environment.js';

const OPENED = 'net.client.socket';

const { MONGODB_URI } = ownEnvironment('closing-socket');
const sockets: Socket[] = [];
let unwatch: () => void;
let client: MongoClient;

function note(message: unknown): void {
  sockets.push((message as { socket: Socket }).socket);
}

beforeAll(async () => {
  unwatch = watchDrainWaiters();
  subscribe(OPENED, note);
  client = await new MongoClient(MONGODB_URI).connect();
});

afterAll(async () => {
  await client.close();
  unsubscribe(OPENED, note);
  unwatch();
});

it('a call over a socket that is just being destroyed is tried again over another, instead of waiting for ever', async () => {
  const database = client.db();
  for (let round = 0; round < 3; round += 1) {
    await database.collection('none').findOne();
    for (const socket of sockets) socket.destroy();
    expect(await database.collection('none').findOne()).toBeNull();
  }
});
