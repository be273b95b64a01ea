import type { SeededRandom } from '../../../support/seeded-random.js';
import { happens } from './draw-population.js';
import type { AdminAction, SlotOrder } from './round.js';

/** Millionths of a percent that a day may pay. */
const DAY_MAXIMUM = 2_200_000;
const POOLS = ['0', '0', '0.000003', '77.7', '1000.000001', '12345.678901'];

/** What the admin orders at the beginning of a round. */
export function drawOrders(random: SeededRandom): AdminAction[] {
  switch (random.pick(['slots', 'slots', 'slots', 'slots', 'single', 'by-hand', 'auto', 'pool'])) {
    case 'single':
      return [drawSingle(random)];
    case 'by-hand':
      return [
        { ...drawDeclaration(random), autoRos: false, autoPools: false },
        { name: 'distribute', ros: true, pools: happens(random, 50) },
      ];
    case 'auto':
      return [{ ...drawDeclaration(random), autoRos: true, autoPools: happens(random, 60) }];
    case 'pool':
      return [{ name: 'pool', premium: drawPool(random), performance: '50.000001', auto: true }, drawQueue(random, 2)];
    default:
      return [drawQueue(random, random.between(1, 8))];
  }
}

export function drawQueue(random: SeededRandom, count: number): AdminAction & { name: 'queue' } {
  const shared = drawRos(random, Math.floor(DAY_MAXIMUM / count));
  const poolsOfTheirOwn = happens(random, 20);
  const slots = Array.from({ length: count }, (_, index): SlotOrder => ({
    slotNumber: index + 1,
    ros: happens(random, 60) ? shared : drawRos(random, Math.floor(DAY_MAXIMUM / count)),
    // Some of them at the same instant.
    inMs: random.pick([0, random.between(0, 3_500), random.between(0, 3_500), 1_000]),
    ...(poolsOfTheirOwn ? { premium: '10.000001', performance: '0.000007' } : {}),
  }));
  const pool = poolsOfTheirOwn ? () => '' : () => drawPool(random);
  return { name: 'queue', slots, premium: pool(), performance: pool() };
}

export function drawSingle(random: SeededRandom): AdminAction & { name: 'queue-single' } {
  return {
    name: 'queue-single',
    ros: drawRos(random, DAY_MAXIMUM),
    premium: drawPool(random),
    performance: drawPool(random),
  };
}

export function drawDeclaration(random: SeededRandom): AdminAction & { name: 'declare' } {
  return {
    name: 'declare',
    ros: drawRos(random, DAY_MAXIMUM),
    premium: '100.000001',
    performance: drawPool(random),
    autoRos: happens(random, 50),
    autoPools: happens(random, 50),
  };
}

export function drawPool(random: SeededRandom): string {
  return random.pick(POOLS);
}

/** Percent as text, above 0. @param most in millionths of a percent */
export function drawRos(random: SeededRandom, most: number): string {
  const rate = random.pick([random.between(1, most), Math.max(1, Math.floor(most / 10_000) * 10_000)]);
  const digits = String(Math.min(rate, most)).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
