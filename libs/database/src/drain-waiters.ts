import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const CLIENT_SOCKETS = 'net.client.socket';

/**
 * MongoDB's driver 7.8 waits for 'drain' after a write to a socket that is being destroyed, and that event never comes:
 * the call, or the monitor of the whole server, would wait for ever. From now on, when a socket of this process has
 * closed, whoever waits is let go on, and finds the connection's error. To be called before the first connection.
 * @returns ends it
 */
export function watchDrainWaiters(): () => void {
  subscribe(CLIENT_SOCKETS, release);
  return () => unsubscribe(CLIENT_SOCKETS, release);
}

function release(message: unknown): void {
  const { socket } = message as { socket: Socket };
  socket.once('close', () => {
    if (socket.listenerCount('drain') > 0) socket.emit('drain');
  });
}
