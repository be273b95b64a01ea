/**
 * Loaded into every process of the product that the simulator starts. Commands come line by line through file 4:
 *  - `clock <ms>`: from now on this process's clock is so much ahead of the machine's, or behind it
 *  - `cut <port>`: all connections of this process to that port break
 *  - `break <checkpoint> <n> <signal>`: the n-th time from now on that it reaches the checkpoint, it gets the signal
 *  - `calm`: it does not; told on standard error
 */
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
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

let trap = null;
subscribe('ddr.checkpoint', ({ name }) => {
  if (trap === null || trap.checkpoint !== name) return;
  trap.left -= 1;
  if (trap.left > 0) return;
  const { signal } = trap;
  trap = null;
  writeSync(2, `reached ${name}: ${signal}\n`);
  process.kill(process.pid, signal);
});

const commands = new Socket({ fd: 4, readable: true, writable: false });
commands.on('error', () => undefined);
commands.unref();
createInterface({ input: commands }).on('line', (line) => {
  const [what, value, times, signal] = line.split(' ');
  if (what === 'clock') aheadMs = Number(value);
  if (what === 'break') trap = { checkpoint: value, left: Number(times), signal };
  if (what === 'calm') {
    trap = null;
    writeSync(2, 'calm\n');
  }
  if (what === 'cut') {
    for (const socket of [...sockets]) if (socket.remotePort === Number(value)) socket.destroy();
  }
});
