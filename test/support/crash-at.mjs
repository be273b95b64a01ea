/**
 * Loaded before a process of the product by the fault tests: ends it with SIGKILL, as a power cut would, at the n-th
 * time that it reaches a checkpoint. CRASH_AT=chunk.flipped:2
 */
import { subscribe } from 'node:diagnostics_channel';

const [name, times = '1'] = (process.env.CRASH_AT ?? '').split(':');
let left = Number(times);
subscribe('ddr.checkpoint', (message) => {
  if (message.name !== name) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
});
