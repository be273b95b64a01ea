import { clearInterval, setInterval } from 'node:timers';
import type { Connection } from 'mongoose';

/** How often somebody who waits for an index is told how far it is. */
const EVERY_MS = 5_000;

/**
 * Does what takes long and tells of it meanwhile.
 * @param look how far it is in words, or null; its failures are not the work's
 */
export async function withProgress<T>(
  work: () => Promise<T>,
  look: () => Promise<string | null>,
  say: (line: string) => void,
  everyMs = EVERY_MS,
): Promise<T> {
  const started = performance.now();
  let isOver = false;
  const tell = async (): Promise<void> => {
    const far = await look().catch(() => null);
    const seconds = Math.round((performance.now() - started) / 1_000);
    if (!isOver) say(`  … ${seconds} s${far === null ? '' : `, ${far}`}`);
  };
  const timer = setInterval(() => void tell(), everyMs);
  try {
    return await work();
  } finally {
    isOver = true;
    clearInterval(timer);
  }
}

/** How far the server is with an index of a collection, in words; null where it does not say. */
export async function indexProgress(connection: Connection, collection: string): Promise<string | null> {
  const reply = await connection.getClient().db('admin').command({ currentOp: 1, 'command.createIndexes': collection });
  return progressOf(reply);
}

/** Reads the answer to `currentOp`: of several steps the one that is furthest from its end. Pure. */
export function progressOf(reply: Readonly<Record<string, unknown>>): string | null {
  const operations = Array.isArray(reply['inprog']) ? (reply['inprog'] as Readonly<Record<string, unknown>>[]) : [];
  const steps = operations
    .map(({ progress }) => progress as { done?: unknown; total?: unknown } | undefined)
    .map((progress) => ({ done: Number(progress?.done), total: Number(progress?.total) }))
    .filter(({ done, total }) => done >= 0 && total > 0)
    .sort((a, b) => a.done / a.total - b.done / b.total);
  const [step] = steps;
  if (step === undefined) return null;
  const count = (value: number): string => value.toLocaleString('en');
  return `${Math.floor((step.done / step.total) * 100)} % (${count(step.done)} of ${count(step.total)})`;
}
