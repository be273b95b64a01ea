import { SeededRandom } from '../../../support/seeded-random.js';
import { drawEvents } from './draw-events.js';
import { drawOrders } from './draw-orders.js';
import { drawPopulation } from './draw-population.js';
import type { Family, Round, Rules } from './round.js';

/** Everything that a round does. @param without kinds of trouble that it leaves out */
export function drawRound(seed: number, without: ReadonlySet<Family>): Round {
  const random = new SeededRandom(seed);
  const capPercent = random.pick([1, 2, 5, 200, 200]);
  const population = drawPopulation(random, { capPercent, numbers: !without.has('numbers') });
  const rules = drawRules(random, capPercent, population.stakes.length);
  const orders = drawOrders(random);
  const events = drawEvents(random, { rules, population, orders, without });
  return { seed, rules, population, orders: orders.map((action) => ({ api: 0, withCode: true, action })), events };
}

/** The seed of a run's n-th round, from 0. */
export function seedOfRound(runSeed: number, index: number): number {
  const mixed = Math.imul(runSeed ^ Math.imul(index + 1, 0x9e37_79b1), 0x85eb_ca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** Beyond so many stakes, chunks of one stake each would make a round long and nothing else. */
const STAKES_IN_SMALL_CHUNKS = 60;

function drawRules(random: SeededRandom, capPercent: number, stakes: number): Rules {
  return {
    capPercent,
    chunkSize: random.pick(stakes > STAKES_IN_SMALL_CHUNKS ? [20, 50, 300] : [1, 3, 10, 300]),
    concurrency: random.pick([1, 2, 4]),
    leaseMs: random.between(1_000, 2_000),
    keeperMs: random.between(200, 1_000),
    workers: random.pick([1, 1, 2, 2, 3]),
    apis: random.pick([1, 1, 1, 2]),
  };
}
