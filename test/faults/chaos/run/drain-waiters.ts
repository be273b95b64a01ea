import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const CLIENT_SOCKETS = 'net.client.socket';

/**
 * MongoDB's driver waits for 'drain' after a write to a socket that is being destroyed, and that event never comes. The
 * product lets such waiters go on by itself; here it is the simulator's own client that must survive the database.
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
