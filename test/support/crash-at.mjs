/**
 * Loaded before a process of the product by the fault tests. At the n-th time that it reaches a checkpoint it
 *  - ends with SIGKILL, as a power cut would:   CRASH_AT=chunk.flipped:2
 *  - stands still until it gets SIGCONT, as a machine without memory or a paused container would:   FREEZE_AT=slot.paid
 * and says so first on stderr. CRASH_AT=slot.finished:3,chunk.flipped:2 begins to count at the end of the third slot.
 */
import { writeSync } from 'node:fs';
import { subscribe } from 'node:diagnostics_channel';

function at(variable, what, signal) {
  if (process.env[variable] === undefined) return;
  const ahead = process.env[variable].split(',').map((step) => {
    const [name, times = '1'] = step.split(':');
    return { name, left: Number(times) };
  });
  subscribe('ddr.checkpoint', ({ name }) => {
    const [step] = ahead;
    if (step?.name !== name) return;
    step.left -= 1;
    if (step.left > 0) return;
    ahead.shift();
    if (ahead.length > 0) return;
    writeSync(2, `${what} at ${process.env[variable]}\n`);
    process.kill(process.pid, signal);
  });
}

at('CRASH_AT', 'crashed', 'SIGKILL');
at('FREEZE_AT', 'frozen', 'SIGSTOP');
