import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { modulesOf, moduleOfCommands } from '../product/programs.js';
import type { BenchDay, SlotRecord } from './bench-day.js';

/** No bundle, as the worker that it is loaded into: it changes a class that both have. */
const READER = pathToFileURL(moduleOfCommands('bench/made-up-qualifiers')).href;
const LOOK_EVERY_MS = 100;
const FIRST_IN_MS = 2_000;
const POOL = 30_000_000;

/**
 * Lets a worker plan a pool that so many share. Nobody is paid: the worker is killed as soon as all of its chunks are open.
 * @returns the highest memory that the worker has used, in MB; null where the system does not tell
 */
export async function measurePlannerMemory(day: BenchDay, qualifiers: number): Promise<number | null> {
  await day.restartWorker(
    { BENCH_QUALIFIERS: String(qualifiers) },
    { program: modulesOf('worker'), nodeOptions: ['--import', READER] },
  );
  await day.queue([new Date(Date.now() + FIRST_IN_MS)], { premiumPoolAmount: POOL });
  const slots = day.db.collection<SlotRecord>('distributions');
  const chunks = day.db.collection('distributionchunks');
  while ((await slots.findOne({ status: 'EXECUTING', 'plan.tookMs': { $gte: 0 } })) === null)
    await pause(LOOK_EVERY_MS);
  while ((await chunks.findOne({ status: 'DRAFT' })) !== null) await pause(LOOK_EVERY_MS);
  const peak = day.worker.peakMegabytes();
  day.worker.kill();
  return peak;
}
