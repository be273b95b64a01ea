import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/**
 * MongoDB's driver 7.8 waits for 'drain' after a write to a socket that is being destroyed, and that event never comes: the
 * call, or the monitor of the whole server, would wait for ever. When the socket has closed, whoever waits is let go
 * on, and finds the connection's error.
 */
subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket };
  socket.once('close', () => {
    if (socket.listenerCount('drain') > 0) socket.emit('drain');
  });
});
