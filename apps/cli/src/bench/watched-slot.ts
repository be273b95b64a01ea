import { TODAY_STATUS, type BenchDay } from './bench-day.js';
import { median } from './median.js';
import { pollEverySecond } from './request-rates.js';
import { step } from './steps.js';

const CLIENTS = 200;

/**
 * A slot while 200 clients poll `today/status` once a second, against the same slot alone, before and after, round by round.
 * @returns how many times slower the watched slot is
 * @throws if a poll is answered with anything but 200
 */
export async function measureWatchedSlot(day: BenchDay, rounds: number): Promise<number> {
  await day.queueLater(2 * rounds + 1);
  const alone = async (slotNumber: number): Promise<number> =>
    (await step(`A slot of ${day.stakes} stakes alone`, () => day.runSlot(slotNumber))).executionTimeMs;
  const ratios: number[] = [];
  let before = await alone(1);
  for (let round = 1; round <= rounds; round += 1) {
    const watched = await step(`The same watched by ${CLIENTS} clients, round ${round} of ${rounds}`, async () => {
      const stop = pollEverySecond(CLIENTS, `${day.url}${TODAY_STATUS}`, day.headers);
      const slot = await day.runSlot(2 * round);
      await stop();
      return slot.executionTimeMs;
    });
    const after = await alone(2 * round + 1);
    ratios.push(watched / ((before + after) / 2));
    before = after;
  }
  return median(ratios);
}
