/**
 * Loaded before a process of the product by the fault tests. At the n-th time that it reaches a checkpoint it
 *  - ends with SIGKILL, as a power cut would:   CRASH_AT=chunk.flipped:2
 *  - stands still until it gets SIGCONT, as a machine without memory or a paused container would:   FREEZE_AT=slot.paid
 * and says so first on stderr.
 */
import { writeSync } from 'node:fs';
import { subscribe } from 'node:diagnostics_channel';

function at(variable, what, signal) {
  if (process.env[variable] === undefined) return;
  const [name, times = '1'] = process.env[variable].split(':');
  let left = Number(times);
  subscribe('ddr.checkpoint', (message) => {
    if (message.name !== name) return;
    left -= 1;
    if (left !== 0) return;
    writeSync(2, `${what} at ${process.env[variable]}\n`);
    process.kill(process.pid, signal);
  });
}

at('CRASH_AT', 'crashed', 'SIGKILL');
at('FREEZE_AT', 'frozen', 'SIGSTOP');
