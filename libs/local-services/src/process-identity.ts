import { readFileSync } from 'node:fs';
import { errorCode } from './errors.js';

/**
 * Names a process for as long as the machine runs: its id and, where the system tells, its start time, because ids
 * are used again.
 */
export function processIdentity(pid = process.pid): string {
  return `${pid}-${startTime(pid) ?? '0'}`;
}

/** Whether the process with this identity still runs. */
export function isRunning(identity: string): boolean {
  const [pidText, started] = identity.split('-');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  const now = startTime(pid);
  return now === undefined || started === '0' || now === started;
}

/** Clock ticks after boot at which the process started, from Linux' /proc; elsewhere undefined. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in brackets, may hold spaces; start time is the 20th field after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
