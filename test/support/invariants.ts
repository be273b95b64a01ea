import { Types } from 'mongoose';
import {
  ENTRY_TYPE,
  REVERSAL_TYPE,
  groupBy,
  hex,
  standingPayouts,
  type Books,
  type DistributionBook,
  type EntryBook,
  type PhaseName,
} from './books.js';
import { micros, microsOrNull, sum, usdt } from './exact.js';
import { payoutProblems } from './expected-payouts.js';

const PHASES = ['ROS', 'PREMIUM', 'PERFORMANCE'] as const;
const LATEST_START_MS = 15_000;
/** Decimal128 has 34 digits: nothing can be added exactly to a balance beyond. In millionths. */
const TOO_LARGE = 10n ** 34n;

export interface Rules {
  readonly capPercent?: number;
}

/**
 * The invariants I1 to I6 of docs/architecture.md 4, and that everybody who was due was paid exactly, read from the
 * collections by arithmetic of its own.
 * @returns what does not hold, in words; empty when the books are in order
 */
export function problemsOf(books: Books, { capPercent = 200 }: Rules = {}): string[] {
  return [
    ...paidTwice(books),
    ...wrongReversals(books),
    ...wrongBalances(books, BigInt(capPercent)),
    ...books.distributions.flatMap((distribution) => [
      ...wrongTotals(books, distribution),
      ...wrongStatus(books, distribution),
    ]),
    ...payoutProblems(books, BigInt(capPercent)),
  ];
}

/** I1 */
function paidTwice({ entries }: Books): string[] {
  const ours = entries.filter(({ distributionId }) => distributionId instanceof Types.ObjectId);
  const bySubject = groupBy(ours, ({ distributionId, type, subjectId }) =>
    [distributionId, type, subjectId].map(hex).join('/'),
  );
  return [...bySubject]
    .filter(([, group]) => group.length > 1)
    .map(([key, group]) => `I1: ${key} was paid ${group.length} times`);
}

/** I1 of what was taken back: each names one payout of the same slot, and undoes it exactly and once; nobody is paid on top. */
function wrongReversals(books: Books): string[] {
  const byId = new Map(books.entries.map((entry) => [hex(entry._id), entry]));
  const reversals = books.entries.filter(({ type }) => Object.values(REVERSAL_TYPE).includes(type));
  const wrong = reversals.filter((entry) => !undoes(entry, byId.get(hex(entry.reverses))));
  const twice = [...groupBy(reversals, ({ reverses }) => hex(reverses))].filter(([, group]) => group.length > 1);
  return [
    ...wrong.map(({ _id }) => `I1: the reversal ${hex(_id)} does not undo what it names`),
    ...twice.map(([id, group]) => `I1: the payout ${id} was taken back ${group.length} times`),
    ...books.distributions.flatMap((distribution) =>
      PHASES.flatMap((phase) => standingTwice(books, distribution, phase)),
    ),
  ];
}

function undoes(reversal: EntryBook, payout: EntryBook | undefined): boolean {
  if (payout === undefined) return false;
  const alike = (['userId', 'stakeId', 'distributionId'] as const).every(
    (key) => hex(reversal[key]) === hex(payout[key]),
  );
  return (
    alike && micros(reversal.amount) === -micros(payout.amount) && reversal.type.startsWith(payout.type.slice(0, 3))
  );
}

function standingTwice(books: Books, distribution: DistributionBook, phase: PhaseName): string[] {
  const standing = groupBy(standingPayouts(books, distribution, phase), ({ stakeId, userId }) =>
    hex(stakeId ?? userId),
  );
  return [...standing]
    .filter(([, group]) => group.length > 1)
    .map(([id, group]) => `I1: ${distribution.key} ${phase}: ${id} has ${group.length} payouts that stand`);
}

/** I2 */
function wrongBalances({ users, stakes, entries }: Books, capPercent: bigint): string[] {
  const byUser = groupBy(entries, ({ userId }) => hex(userId));
  const byStake = groupBy(entries, ({ stakeId }) => hex(stakeId));
  const paid = (group: typeof entries = []): bigint => sum(group.map(({ amount }) => micros(amount)));
  const problems: string[] = [];

  for (const { _id, wallets } of users) {
    const expected = paid(byUser.get(hex(_id)));
    const balance = wallets?.earnings === undefined ? 0n : soundOrNull(wallets.earnings);
    // A broken wallet holds no number; then nothing may have been paid into it.
    if (balance !== expected && !(balance === null && expected === 0n)) {
      problems.push(
        `I2: wallet of ${hex(_id)} is ${balance === null ? 'broken' : usdt(balance)}, not ${usdt(expected)}`,
      );
    }
  }
  for (const { _id, totalEarned, amount, status } of stakes) {
    const expected = paid(byStake.get(hex(_id)));
    const earned = totalEarned === undefined ? 0n : soundOrNull(totalEarned);
    if (earned !== expected && !(earned === null && expected === 0n)) {
      problems.push(`I2: stake ${hex(_id)} has earned ${String(earned)}, not ${expected} millionths`);
    }
    const staked = microsOrNull(amount);
    if (staked === null || earned === null || earned === 0n) continue;
    const cap = (staked * capPercent) / 100n;
    if (earned > cap) problems.push(`I2: stake ${hex(_id)} earned ${usdt(earned)}, above its cap`);
    if ((earned === cap) !== (status === 'COMPLETED') && status !== 'CANCELLED') {
      problems.push(`stake ${hex(_id)} is ${String(status)} with ${usdt(earned)} of ${usdt(cap)}`);
    }
  }
  const known = new Set(users.map(({ _id }) => hex(_id)));
  for (const userId of byUser.keys()) if (!known.has(userId)) problems.push(`I2: entries for nobody: ${userId}`);
  return problems;
}

/** Null where the stored amount is broken. */
function soundOrNull(value: unknown): bigint | null {
  const amount = microsOrNull(value);
  return amount === null || amount < 0n || amount >= TOO_LARGE ? null : amount;
}

/** I3 */
function wrongTotals(books: Books, distribution: DistributionBook): string[] {
  const problems: string[] = [];
  const entries = books.entries.filter(({ distributionId }) => hex(distributionId) === hex(distribution._id));
  for (const phase of PHASES) {
    const paidOut = amounts(entries.filter(({ type }) => type === ENTRY_TYPE[phase]).map(({ amount }) => amount));
    const takenBack = amounts(entries.filter(({ type }) => type === REVERSAL_TYPE[phase]).map(({ amount }) => amount));
    const ledger = { count: paidOut.count - takenBack.count, total: paidOut.total + takenBack.total };
    const chunks = chunksOf(books, distribution).filter((chunk) => chunk.phase === phase && chunk.status === 'PAID');
    const paid = {
      count: chunks.reduce((count, chunk) => count + chunk.paid, 0),
      total: sum(chunks.map(({ total }) => micros(total))),
    };
    problems.push(...compare(`I3: ${distribution.key} ${phase}: ledger and chunks`, ledger, paid));
    const stored = storedTotal(distribution, phase);
    if (stored !== null) problems.push(...compare(`I3: ${distribution.key} ${phase}: ledger and slot`, ledger, stored));
  }
  if (distribution.totals !== null && distribution.status !== 'EXECUTING') {
    const all = amounts(entries.map(({ amount }) => amount));
    if (micros(distribution.totalDistributed) !== all.total) problems.push(`I3: ${distribution.key}: totalDistributed`);
    if (distribution.processedStakes !== distribution.totals.ROS.count) {
      problems.push(`I3: ${distribution.key}: processedStakes`);
    }
    const standing = PHASES.flatMap((phase) => standingPayouts(books, distribution, phase));
    const users = new Set(standing.map(({ userId }) => hex(userId))).size;
    if (distribution.usersProcessed !== users) {
      problems.push(`I3: ${distribution.key}: usersProcessed is ${distribution.usersProcessed}, not ${users}`);
    }
  }
  return problems;
}

/** I5, I6, and `errors` */
function wrongStatus(books: Books, distribution: DistributionBook): string[] {
  const { key, status, reason, scheduledFor } = distribution;
  const problems: string[] = [];
  const chunks = chunksOf(books, distribution);
  const allPaid = distribution.plan !== null && chunks.every((chunk) => chunk.status === 'PAID');
  if (status === 'COMPLETED' && !allPaid) problems.push(`I5: ${key} is COMPLETED with chunks that are not PAID`);
  if (status === 'FAILED' && allPaid && reason !== 'NOTHING_PAID') {
    problems.push(`I5: ${key} is FAILED (${String(reason)}) though all its chunks are PAID`);
  }
  if (status === 'PENDING' && books.readAt.getTime() - scheduledFor.getTime() > LATEST_START_MS) {
    problems.push(`I6: ${key} is still PENDING`);
  }
  problems.push(...unaccounted(distribution));
  const open = books.failures.filter(
    (failure) =>
      !failure.resolved &&
      Object.values(ENTRY_TYPE).includes(failure.type) &&
      hex(failure.distributionId) === hex(distribution._id),
  );
  problems.push(...wrongReversal(books, distribution));
  if ((status === 'COMPLETED' || status === 'FAILED') && distribution.errors !== open.length) {
    problems.push(`${key}: errors is ${distribution.errors}, ${open.length} records stand failed`);
  }
  return problems;
}

/** What a slot shows of its reversal. */
function wrongReversal(books: Books, { _id, key, status, reversal }: DistributionBook): string[] {
  if (reversal === undefined || status === 'EXECUTING' || reversal.outcome === null) return [];
  const own = books.entries.filter(({ distributionId }) => hex(distributionId) === hex(_id));
  const again = own.filter(
    ({ type, subjectId, stakeId, userId }) =>
      Object.values(ENTRY_TYPE).includes(type) && hex(subjectId) !== hex(stakeId ?? userId),
  );
  // What was to be paid again then is so no longer, also where it was due no more.
  const paidAgainAt = Math.max(0, ...again.map(({ createdAt }) => createdAt.getTime()));
  const reversed = own.filter(
    ({ type, createdAt }) => Object.values(REVERSAL_TYPE).includes(type) && createdAt.getTime() > paidAgainAt,
  ).length;
  return reversal.reversed === reversed || reversal.reinstatedAt !== null
    ? []
    : [`${key}: shows ${reversal.reversed} payouts as taken back, ${reversed} are`];
}

/** I5: every stake that was ACTIVE at planning became one thing; who was found missing later and paid has joined them. */
function unaccounted({ key, status, plan, accounted }: DistributionBook): string[] {
  if (status !== 'COMPLETED' || plan === null) return [];
  if (accounted === null) return [`I5: ${key} is COMPLETED and says nothing of what became of its stakes`];
  const { paid, capped, nothing, failed, left, joined, reversed = 0 } = accounted;
  const told = paid + reversed + capped + nothing + failed + left - joined;
  const active = plan.stakes + plan.activatedLater + plan.withoutActivation;
  return [
    ...(told === plan.stakes ? [] : [`I5: ${key} accounts for ${told} of ${plan.stakes} due stakes`]),
    ...(active === plan.active ? [] : [`I5: ${key} splits ${plan.active} ACTIVE stakes into ${active}`]),
  ];
}

function chunksOf({ chunks }: Books, { _id }: DistributionBook): Books['chunks'] {
  return chunks.filter(({ distributionId }) => hex(distributionId) === hex(_id));
}

interface Total {
  readonly count: number;
  readonly total: bigint;
}

function amounts(values: readonly unknown[]): Total {
  return { count: values.length, total: sum(values.map(micros)) };
}

function storedTotal({ status, totals }: DistributionBook, phase: PhaseName): Total | null {
  if (totals === null || status === 'EXECUTING') return null;
  return { count: totals[phase].count, total: micros(totals[phase].total) };
}

function compare(what: string, a: Total, b: Total): string[] {
  if (a.count === b.count && a.total === b.total) return [];
  return [`${what} differ: ${a.count} of ${usdt(a.total)}, ${b.count} of ${usdt(b.total)}`];
}
