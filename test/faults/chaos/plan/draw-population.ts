import type { SeededRandom } from '../../../support/seeded-random.js';
import type { Population, StakePlan, StoredAmount, UserPlan } from './round.js';

export const RANKS = [
  'Stakeholder',
  'Associate Stakeholder',
  'Principal Strategist',
  'Elite Capitalist',
  'Wealth Architect',
  'Finance Titan',
] as const;

const SIZES = [0, 1, 3, 12, 40, 120, 250, 400];
const LONG_AGO_MS = -40_000_000;
const BROKEN: readonly StoredAmount[] = [
  { type: 'text', text: '100' },
  { type: 'null', text: '' },
  { type: 'missing', text: '' },
  { type: 'decimal', text: '-100' },
  { type: 'decimal', text: '0' },
  { type: 'decimal', text: 'NaN' },
  { type: 'decimal', text: '100.0000001' },
];

/** Users and stakes as other services left them, some of them odd. */
export function drawPopulation(
  random: SeededRandom,
  { capPercent, numbers }: { capPercent: number; numbers: boolean },
): Population {
  const stakeCount = random.pick(SIZES);
  const userCount = 1 + random.between(0, Math.max(3, Math.ceil(stakeCount / random.between(1, 4))));
  const oddity = random.pick([0, 3, 12, 30]);
  const users = Array.from({ length: userCount }, (_, index) => drawUser(random, index, oddity, numbers));
  const favourite = random.between(0, userCount - 1);
  const stakes = Array.from({ length: stakeCount }, (_, index) => {
    const owner = random.between(1, 5) === 1 ? favourite : random.between(0, userCount - 1);
    return drawStake(random, { index, owner, oddity, capPercent, numbers, users });
  });
  return { users, stakes };
}

/** @param kind a hexadecimal digit that no other kind of record uses */
export function drawnId(kind: string, index: number): string {
  return `66${kind}`.padEnd(12, '0') + index.toString(16).padStart(12, '0');
}

/** Whether it happens in `percent` of all cases. */
export function happens(random: SeededRandom, percent: number): boolean {
  return random.between(1, 100) <= percent;
}

function drawUser(random: SeededRandom, index: number, oddity: number, numbers: boolean): UserPlan {
  const isBroken = happens(random, oddity / 3);
  return {
    id: drawnId('b', index),
    rank: happens(random, oddity) ? null : random.pick([RANKS[0], ...RANKS]),
    isActive: !happens(random, 8),
    premiumQualified: random.pick([true, true, true, false, null]),
    wallet: isBroken
      ? random.pick<StoredAmount>([
          { type: 'text', text: '0' },
          { type: 'null', text: '' },
          { type: 'decimal', text: 'NaN' },
        ])
      : drawWallet(random, numbers),
  };
}

function drawWallet(random: SeededRandom, numbers: boolean): StoredAmount {
  if (happens(random, 10)) return { type: 'missing', text: '' };
  const text = random.pick(['0', '1000', '250.000001', '99.5']);
  if (!numbers) return { type: 'decimal', text };
  return { type: text.includes('.') ? random.pick(['decimal', 'double']) : random.pick(['decimal', 'int']), text };
}

function drawStake(
  random: SeededRandom,
  from: {
    index: number;
    owner: number;
    oddity: number;
    capPercent: number;
    numbers: boolean;
    users: readonly UserPlan[];
  },
): StakePlan {
  const isOdd = happens(random, from.oddity);
  const amount = isOdd && happens(random, 50) ? random.pick(BROKEN) : drawAmount(random, from.numbers);
  const owner = isOdd && happens(random, 30) ? random.pick(['nobody', 'text'] as const) : from.owner;
  const { type: walletType } = typeof owner === 'number' ? from.users[owner]!.wallet : { type: 'null' };
  // What it has earned is in its owner's wallet: that must be able to hold it.
  const mayHaveEarned = !isOdd && amount.type === 'decimal' && walletType === 'decimal';
  return {
    id: drawnId('c', from.index),
    owner,
    amount,
    earned: mayHaveEarned ? drawEarned(random, amount, from.capPercent) : 0n,
    status: random.pick([
      'ACTIVE',
      'ACTIVE',
      'ACTIVE',
      'ACTIVE',
      'ACTIVE',
      'ACTIVE',
      'ACTIVE',
      'COMPLETED',
      'CANCELLED',
    ]),
    activatedInMs: drawActivation(random),
  };
}

function drawAmount(random: SeededRandom, numbers: boolean): StoredAmount {
  const whole = random.between(50, 10_000);
  const text = random.pick([
    '100',
    String(whole),
    `${whole}.${String(random.between(0, 999_999)).padStart(6, '0')}`,
    // Rounds to nothing, or nearly.
    `0.${String(random.between(1, 900)).padStart(6, '0')}`,
  ]);
  if (!numbers) return { type: 'decimal', text };
  return { type: text.includes('.') ? random.pick(['decimal', 'double']) : random.pick(['decimal', 'int']), text };
}

/** Nothing, something, nearly all that it may, or all. */
function drawEarned(random: SeededRandom, { text }: StoredAmount, capPercent: number): bigint {
  const cap =
    (BigInt(text.replace('.', '').padEnd(text.includes('.') ? 0 : text.length + 6, '0')) * BigInt(capPercent)) / 100n;
  const left = random.pick<bigint | null>([null, null, null, null, cap / 2n, cap / 100n, 1n, 0n]);
  return left === null || left > cap ? 0n : cap - left;
}

function drawActivation(random: SeededRandom): number | null {
  if (happens(random, 3)) return null;
  return happens(random, 8) ? random.between(500, 5_000) : LONG_AGO_MS - random.between(0, 1_000_000);
}
