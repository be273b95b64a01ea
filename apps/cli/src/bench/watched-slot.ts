import { TODAY_STATUS, type BenchDay } from './bench-day.js';
import { pollEverySecond } from './request-rates.js';

const CLIENTS = 200;

/**
 * A slot while 200 clients poll `today/status` once a second, against the same slot alone, before and after.
 * @returns how many times slower the watched slot is
 * @throws if a poll is answered with anything but 200
 */
export async function measureWatchedSlot(day: BenchDay): Promise<number> {
  await day.queueLater(3);
  const before = await day.runSlot(1);
  const stop = pollEverySecond(CLIENTS, `${day.url}${TODAY_STATUS}`, { authorization: day.admin.authorization });
  const watched = await day.runSlot(2);
  await stop();
  const after = await day.runSlot(3);
  return watched.executionTimeMs / ((before.executionTimeMs + after.executionTimeMs) / 2);
}
