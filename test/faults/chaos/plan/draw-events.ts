import type { SeededRandom } from '../../../support/seeded-random.js';
import { drawDeclaration, drawPool, drawQueue, drawRos, drawSingle } from './draw-orders.js';
import { RANKS, drawnId, happens } from './draw-population.js';
import type { AdminAction, App, ChaosEvent, Family, Population, Rules, Trouble } from './round.js';

/** How long events go on. */
const LAST_MS = 4_500;
const FEWEST = 2;
const MOST = 14;
/** Clocks that differ by more than the product tolerates, and by less. */
const CLOCKS_MS = [-300_000, -20_000, -2_000, 2_000, 20_000, 300_000];
/** An authenticator's codes are good for half a minute either way. */
const API_CLOCKS_MS = [-20_000, -2_000, 2_000, 20_000];

export interface Surroundings {
  readonly rules: Rules;
  readonly population: Population;
  readonly orders: readonly AdminAction[];
  readonly without: ReadonlySet<Family>;
}

/** What happens beside the orders, at which instant. */
export function drawEvents(random: SeededRandom, around: Surroundings): ChaosEvent[] {
  const families = (
    ['processes', 'processes', 'redis', 'database', 'clocks', 'outsiders', 'admins', 'admins'] as const
  ).filter((family) => !around.without.has(family));
  if (families.length === 0) return [];
  const count = random.between(FEWEST, MOST);
  const instants = around.orders.flatMap((order) =>
    order.name === 'queue' ? order.slots.map(({ inMs }) => inMs) : [0],
  );
  const events = Array.from({ length: count }, (_, index): ChaosEvent => {
    const trouble = DRAW[random.pick(families)](random, around, index);
    return { ...trouble, atMs: drawInstant(random, trouble, random.pick(instants)) };
  });
  return events.sort((a, b) => a.atMs - b.atMs);
}

/** Most of it while a slot is paid, which is over soon; a trap is set before. */
function drawInstant(random: SeededRandom, { kind }: Trouble, paidAtMs: number): number {
  if (kind === 'break-at') return random.between(0, paidAtMs);
  const atMs = happens(random, 60) ? paidAtMs + random.between(-300, 700) : random.between(0, LAST_MS);
  return Math.max(0, atMs);
}

const CHECKPOINTS = [
  ...['slot.claimed', 'slot.planned', 'slot.handed-out', 'slot.paid', 'slot.finished'],
  ...['chunk.started', 'chunk.flipped', 'chunk.read', 'chunk.entries-written', 'chunk.stakes-written'],
  ...['chunk.wallets-written', 'chunk.counted', 'chunk.committed'],
];

const DRAW: Record<
  Exclude<Family, 'numbers'>,
  (random: SeededRandom, around: Surroundings, index: number) => Trouble
> = {
  processes: (random, { rules }) => {
    const at = drawProcess(random, rules);
    const frozenMs = Math.floor(rules.leaseMs * random.pick([0.5, 1.5, 2.5]));
    const awayMs = random.between(0, 1_500);
    switch (random.pick(['freeze', 'stop', 'stop', 'break-at', 'break-at'])) {
      case 'freeze':
        return { kind: 'freeze', ...at, forMs: frozenMs };
      case 'break-at': {
        const how = random.pick(['kill', 'kill', 'freeze'] as const);
        const checkpoint = random.pick(CHECKPOINTS);
        const times = random.pick([1, 1, 2, 5]);
        const forMs = how === 'kill' ? awayMs : frozenMs;
        return { kind: 'break-at', app: 'worker', index: at.index % rules.workers, checkpoint, times, how, forMs };
      }
      default: {
        const signal = random.pick(['SIGKILL', 'SIGKILL', 'SIGTERM'] as const);
        return { kind: 'stop', ...at, signal, backAfterMs: happens(random, 75) ? awayMs : null };
      }
    }
  },
  redis: (random) =>
    happens(random, 50) ? { kind: 'redis-forgets' } : { kind: 'redis-away', forMs: random.between(50, 3_000) },
  database: (random, { rules }) =>
    happens(random, 40)
      ? { kind: 'database-away', forMs: random.between(50, 2_000) }
      : { kind: 'cut', ...drawProcess(random, rules) },
  clocks: (random, { rules }) => {
    const at = drawProcess(random, rules);
    return { kind: 'clock', ...at, byMs: random.pick(at.app === 'api' ? API_CLOCKS_MS : CLOCKS_MS) };
  },
  outsiders: (random, { population: { users, stakes } }, index) => {
    const user = random.between(0, users.length - 1);
    switch (random.pick(['movement', 'movement', 'new-stake', 'cancel-stake', 'rank', 'mend'])) {
      case 'mend':
        return { kind: 'mend' };
      case 'movement':
        return { kind: 'movement', user, amount: BigInt(random.pick([-1, -900_000, 5, 2_000_000])) };
      case 'new-stake': {
        const amount = random.pick(['100', '0.000500', '777.777777']);
        return { kind: 'new-stake', id: drawnId('e', index), user, amount, inMs: random.pick([-60_000, 0, 0, 700]) };
      }
      case 'rank':
        return { kind: 'rank', user, rank: random.pick(RANKS), premiumQualified: happens(random, 80) };
      default:
        return { kind: 'cancel-stake', stake: random.between(0, Math.max(0, stakes.length - 1)) };
    }
  },
  admins: (random, { rules }) => {
    const request = () => ({
      api: random.between(0, rules.apis - 1),
      withCode: happens(random, 15),
      action: drawAction(random),
    });
    return { kind: 'admins', requests: happens(random, 40) ? [request(), request()] : [request()] };
  },
};

function drawProcess(random: SeededRandom, rules: Rules): { app: App; index: number } {
  const app = random.pick(['worker', 'worker', 'worker', 'api'] as const);
  return { app, index: random.between(0, (app === 'api' ? rules.apis : rules.workers) - 1) };
}

function drawAction(random: SeededRandom): AdminAction {
  const slotNumber = random.pick([1, 1, 2, 3, 4]);
  switch (
    random.pick([
      ...(['pause', 'resume', 'cancel', 'change', 'retry', 'compensate', 'queue', 'distribute', 'declare'] as const),
      ...([
        'pause',
        'resume',
        'retry',
        'retry',
        'compensate',
        'cancel-all',
        'patch',
        'delete',
        'pool',
        'look',
        'look',
      ] as const),
    ])
  ) {
    case 'pause':
      return { name: 'pause' };
    case 'resume':
      return { name: 'resume' };
    case 'cancel':
      return { name: 'cancel', slotNumber };
    case 'cancel-all':
      return { name: 'cancel-all' };
    case 'retry':
      return { name: 'retry', slotNumber };
    case 'compensate':
      return { name: 'compensate' };
    case 'delete':
      return { name: 'delete' };
    case 'change':
      return random.pick<AdminAction>([
        { name: 'change', slotNumber, ros: drawRos(random, 200_000) },
        { name: 'change', slotNumber, inMs: random.between(0, 2_500) },
        { name: 'change', slotNumber, premium: '3.000001', inMs: 500 },
      ]);
    case 'queue':
      return happens(random, 70) ? drawQueue(random, random.between(1, 4)) : drawSingle(random);
    case 'distribute':
      return { name: 'distribute', ros: happens(random, 70), pools: happens(random, 70) };
    case 'declare':
      return drawDeclaration(random);
    case 'patch':
      return happens(random, 50)
        ? { name: 'patch', ros: drawRos(random, 2_000_000) }
        : { name: 'patch', premium: '50.5' };
    case 'pool':
      return { name: 'pool', premium: drawPool(random), performance: '5.000001', auto: happens(random, 70) };
    case 'look':
      return { name: 'look', at: random.pick(['status', 'cron', 'reconciliation', 'declared', 'alerts']) };
  }
}
