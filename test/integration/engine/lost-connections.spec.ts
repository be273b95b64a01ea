import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { Platform } from '../../support/platform.js';
import { until } from '../../support/until.js';

/**
 * When a database dies, all of its connections end in one and the same moment. Whoever writes to one of them just then
 * must hear that it is gone: a call that never returns keeps its chunk, its slot, or the driver's watch over the server
 * for ever.
 */
describe('all connections to the database end at once', () => {
  let platform: Platform;
  const sockets: Socket[] = [];
  const collect = (message: unknown): void => {
    sockets.push((message as { socket: Socket }).socket);
  };
  beforeEach(async () => {
    subscribe('net.client.socket', collect);
    platform = await Platform.start('lost-connections');
  });
  afterEach(async () => {
    unsubscribe('net.client.socket', collect);
    await platform.stop();
  });

  const ping = () => platform.connection.db!.command({ ping: 1 });
  const endAll = (): void => {
    const port = Number(/:(\d+)/.exec(platform.connection.getClient().options.hosts.join())![1]);
    for (const socket of sockets) if (socket.remotePort === port) socket.destroy();
  };

  it('while calls are made: each of them returns, and later ones succeed', async () => {
    await Promise.all(Array.from({ length: 10 }, ping));

    endAll();
    const calls = Promise.allSettled(Array.from({ length: 10 }, ping));

    let returned = false;
    void calls.then(() => {
      returned = true;
    });
    await until('every call has returned', () => returned);
    await until('the database answers again', ping);
  });

  it('and the driver looks at the server just then: it finds it again', async () => {
    await ping();
    const { topology } = platform.connection.getClient() as unknown as {
      topology: { s: { servers: Map<string, { requestCheck(): void; monitor: { s: { state: string } } }> } };
    };
    const [server] = topology.s.servers.values();
    await until('the monitor rests', () => server!.monitor.s.state === 'idle');

    endAll();
    server!.requestCheck();

    await until('the monitor has looked', () => server!.monitor.s.state === 'idle');
    await until('the database answers again', ping);
  });
});
