import { readFileSync } from 'node:fs';
import type { ProductProcess } from '../product/product-process.js';

/** Of Linux, on every machine that Node.js runs on. */
const TICKS_PER_SECOND = 100;
/** Where user and system time stand behind the name of the program. */
const FIELD = { user: 11, system: 12 };

/** @returns the CPU time that a process has used, in microseconds; null where the system does not tell */
export function cpuMicroseconds(process: ProductProcess): number | null {
  const text = read(process, 'stat');
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[FIELD.user]) + Number(fields[FIELD.system])) * 1_000_000) / TICKS_PER_SECOND;
}

/** @returns the memory that a process uses now, in MB; null where the system does not tell */
export function residentMegabytes(process: ProductProcess): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(process, 'status') ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
}

function read({ pid }: ProductProcess, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
