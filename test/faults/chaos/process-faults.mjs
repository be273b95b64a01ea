/**
 * Loaded into every process of the product that the simulator starts. Commands come line by line through file 4:
 *  - `clock <ms>`: from now on this process's clock is so much ahead of the machine's, or behind it
 *  - `cut <port>`: all connections of this process to that port break
 */
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';

let aheadMs = 0;
const realNow = Date.now.bind(Date);
const shiftedNow = () => realNow() + aheadMs;
Date.now = shiftedNow;
// Not a subclass: dates that Node itself makes must still be instances of Date.
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [shiftedNow()] : args, newTarget),
  apply: () => new Date(shiftedNow()).toString(),
});

const sockets = new Set();
subscribe('net.client.socket', ({ socket }) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

const commands = new Socket({ fd: 4, readable: true, writable: false });
commands.on('error', () => undefined);
commands.unref();
createInterface({ input: commands }).on('line', (line) => {
  const [what, value] = line.split(' ');
  if (what === 'clock') aheadMs = Number(value);
  if (what === 'cut') {
    for (const socket of [...sockets]) if (socket.remotePort === Number(value)) socket.destroy();
  }
});
