import {
  ENTRY_TYPE,
  REVERSAL_TYPE,
  groupBy,
  hex,
  isReversed,
  standingPayouts,
  type Books,
  type DistributionBook,
  type EntryBook,
  type PhaseName,
  type UserBook,
} from './books.js';
import { micros, microsOrNull, usdt } from './exact.js';

const PERFORMANCE_RANKS = [
  'Associate Stakeholder',
  'Principal Strategist',
  'Elite Capitalist',
  'Wealth Architect',
  'Finance Titan',
];
const PREMIUM_RANKS = PERFORMANCE_RANKS.slice(1);

/** What was paid, against what docs/specification.md 2 says was due, slot by slot in the order of their times. */
export function payoutProblems(books: Books, capPercent: bigint): string[] {
  const slots = [...books.distributions].sort((a, b) => Number(a.scheduledFor) - Number(b.scheduledFor));
  const earned = new Map<string, bigint>();
  return slots.flatMap((slot) => [
    ...rosProblems(books, slot, earned, capPercent),
    ...poolProblems(books, slot, 'PREMIUM'),
    ...poolProblems(books, slot, 'PERFORMANCE'),
  ]);
}

function rosProblems(books: Books, slot: DistributionBook, earned: Map<string, bigint>, capPercent: bigint): string[] {
  const problems: string[] = [];
  const paid = entriesBySubject(books, slot, 'ROS');
  const excused = excusedSubjects(books, slot, ENTRY_TYPE.ROS);
  const rate = micros(slot.rosPercentage);
  for (const stake of books.stakes) {
    const id = hex(stake._id);
    const entry = paid.get(id);
    paid.delete(id);
    const before = entry === undefined ? (earned.get(id) ?? 0n) : (earnedBefore(books, entry) ?? earned.get(id) ?? 0n);
    const amount = microsOrNull(stake.amount);
    const due = amount === null ? 0n : dueTo({ amount, rate, room: (amount * capPercent) / 100n - before });
    const isOld = stake.activatedAt !== undefined && stake.activatedAt < slot.scheduledFor;
    const mustBePaid =
      due > 0n &&
      isOld &&
      slot.status === 'COMPLETED' &&
      !isReversed(slot) &&
      stake.status !== 'CANCELLED' &&
      !excused.has(id);
    if (mustBePaid && entry === undefined) problems.push(`${slot.key}: stake ${id} was not paid its ${usdt(due)}`);
    if (entry === undefined) continue;
    if (!isOld || excused.has(id)) problems.push(`${slot.key}: stake ${id} was paid though it was not due`);
    if (micros(entry.amount) !== due)
      problems.push(`${slot.key}: stake ${id} was paid ${hex(entry.amount)}, due was ${usdt(due)}`);
    if (hex(entry.userId) !== hex(stake.userId)) problems.push(`${slot.key}: stake ${id} was paid to somebody else`);
    earned.set(id, before + micros(entry.amount));
  }
  for (const id of paid.keys()) problems.push(`${slot.key}: paid for a stake that does not exist: ${id}`);
  return problems;
}

function dueTo({ amount, rate, room }: { amount: bigint; rate: bigint; room: bigint }): bigint {
  const uncut = amount <= 0n ? 0n : (amount * rate) / 100_000_000n;
  return uncut < room ? uncut : room < 0n ? 0n : room;
}

/** Also I4: shares add up to the pool. */
function poolProblems(books: Books, slot: DistributionBook, phase: 'PREMIUM' | 'PERFORMANCE'): string[] {
  const problems: string[] = [];
  const pool = micros(phase === 'PREMIUM' ? slot.premiumPoolAmount : slot.performancePoolAmount);
  const paid = entriesBySubject(books, slot, phase);
  const excused = excusedSubjects(books, slot, ENTRY_TYPE[phase]);
  const receivers = books.users
    .filter((user) => qualifies(user, phase))
    .sort((a, b) => (hex(a._id) < hex(b._id) ? -1 : 1));
  const count = BigInt(receivers.length);
  receivers.forEach(({ _id }, index) => {
    const due = pool / count + (BigInt(index) < pool % count ? 1n : 0n);
    const entry = paid.get(hex(_id));
    paid.delete(hex(_id));
    if (entry === undefined) {
      const mustBePaid = due > 0n && slot.status === 'COMPLETED' && !isReversed(slot) && !excused.has(hex(_id));
      if (mustBePaid) problems.push(`I4: ${slot.key} ${phase}: ${hex(_id)} did not get ${usdt(due)}`);
    } else if (micros(entry.amount) !== due) {
      problems.push(`I4: ${slot.key} ${phase}: ${hex(_id)} got ${hex(entry.amount)}, due was ${usdt(due)}`);
    }
  });
  for (const id of paid.keys()) problems.push(`I4: ${slot.key} ${phase}: ${id} got a share without qualifying`);
  return problems;
}

function qualifies({ isActive, rank, premiumQualified }: UserBook, phase: 'PREMIUM' | 'PERFORMANCE'): boolean {
  if (isActive === false || rank === undefined) return false;
  if (phase === 'PERFORMANCE') return PERFORMANCE_RANKS.includes(rank);
  return PREMIUM_RANKS.includes(rank) && premiumQualified !== false;
}

/** What stands, by stake or, for pools, user. */
function entriesBySubject(books: Books, slot: DistributionBook, phase: PhaseName): Map<string, EntryBook> {
  const standing = standingPayouts(books, slot, phase);
  const subjects = groupBy(standing, ({ stakeId, userId }) => hex(stakeId ?? userId));
  return new Map([...subjects].map(([id, [first]]) => [id, first!]));
}

/** What a stake had earned when an entry was written, where something of it was taken back: slots do not tell it then. */
function earnedBefore({ entries }: Books, { stakeId, order = 0 }: EntryBook): bigint | null {
  const own = entries.filter((entry) => hex(entry.stakeId) === hex(stakeId));
  if (!own.some(({ type }) => type === REVERSAL_TYPE.ROS)) return null;
  return own.reduce((sum, entry) => sum + ((entry.order ?? 0) < order ? micros(entry.amount) : 0n), 0n);
}

/** Records that the slot says it could not pay. */
function excusedSubjects(books: Books, slot: DistributionBook, type: string): Set<string> {
  const open = books.failures.filter(
    (failure) => !failure.resolved && failure.type === type && hex(failure.distributionId) === hex(slot._id),
  );
  return new Set(open.map(({ subjectId }) => hex(subjectId)));
}
