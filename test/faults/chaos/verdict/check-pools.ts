import { ENTRY_TYPE, groupBy, hex } from '../../../support/books.js';
import { usdt } from '../../../support/exact.js';
import type { Slot, User } from './account-books.js';
import { total } from './check-balances.js';
import type { Evidence } from './evidence.js';
import { microsOf } from './exact.js';
import { byId, canReceive } from './records.js';

const PERFORMANCE_RANKS: readonly unknown[] = [
  'Associate Stakeholder',
  'Principal Strategist',
  'Elite Capitalist',
  'Wealth Architect',
  'Finance Titan',
];
const PREMIUM_RANKS = PERFORMANCE_RANKS.slice(1);

type Pool = 'PREMIUM' | 'PERFORMANCE';

/** Pools add up, in equal shares, the left-over millionths to the first; exactly those who qualify receive. */
export function poolProblems(evidence: Evidence): string[] {
  return evidence.books.slots.flatMap((slot) => [
    ...inSlot(evidence, slot, 'PREMIUM', microsOf(slot.premiumPoolAmount) ?? 0n),
    ...inSlot(evidence, slot, 'PERFORMANCE', microsOf(slot.performancePoolAmount) ?? 0n),
  ]);
}

function inSlot({ books, trail }: Evidence, slot: Slot, pool: Pool, amount: bigint): string[] {
  const problems: string[] = [];
  const say = (what: string): void => void problems.push(`${slot.key} ${pool} of ${usdt(amount)}: ${what}`);
  const isOfPool = (record: { type: string; distributionId?: unknown }): boolean =>
    record.type === ENTRY_TYPE[pool] && hex(record.distributionId) === hex(slot._id);
  const entries = books.entries.filter(isOfPool);
  const failed = groupBy(books.failures.filter(isOfPool), ({ subjectId }) => hex(subjectId));
  const receivers = [...new Set([...entries.map(({ subjectId }) => hex(subjectId)), ...failed.keys()])].sort();
  const byReceiver = new Map(entries.map((entry) => [hex(entry.subjectId), entry]));
  const users = byId(books);
  for (const id of receivers) {
    const user = users.get(id);
    if (user === undefined) say(`${id} does not exist`);
    else if (!trail.reranked.has(id) && !qualifies(user, pool)) say(`${id} has a share without qualifying`);
    else if (failed.has(id) && byReceiver.has(id)) say(`${id} was paid and stands failed`);
    else if (byReceiver.has(id) && !canReceive(user)) say(`${id} was paid into a wallet that holds no number`);
    else if (failed.has(id) && canReceive(user) && !trail.mended.has(id)) say(`${id} stands failed though it is sound`);
  }
  if (slot.status !== 'COMPLETED' || amount === 0n) {
    if (amount === 0n && receivers.length > 0) say('has receivers');
    return problems;
  }

  const certain = books.users.filter((user) => !trail.reranked.has(hex(user._id)) && qualifies(user, pool));
  if (receivers.length === 0) {
    if (certain.length > 0) say(`nobody received, ${certain.length} qualify`);
    return problems;
  }
  // Of a pool with fewer millionths than receivers only the first get one.
  const isScarce = amount <= BigInt(receivers.length);
  const count = BigInt(receivers.length);
  if (!isScarce) {
    for (const { _id } of certain) if (!receivers.includes(hex(_id))) say(`${hex(_id)} qualifies and got nothing`);
  }
  receivers.forEach((id, index) => {
    const entry = byReceiver.get(id);
    const due = isScarce ? 1n : amount / count + (BigInt(index) < amount % count ? 1n : 0n);
    if (entry !== undefined && microsOf(entry.amount) !== due) say(`${id} got ${hex(entry.amount)}, not ${usdt(due)}`);
  });
  if (failed.size === 0 && total(entries) !== amount) say(`only ${usdt(total(entries))} of it were paid`);
  return problems;
}

function qualifies({ isActive, rank, premiumQualified }: User, pool: Pool): boolean {
  if (isActive !== true) return false;
  if (pool === 'PERFORMANCE') return PERFORMANCE_RANKS.includes(rank);
  return PREMIUM_RANKS.includes(rank) && premiumQualified !== false;
}
