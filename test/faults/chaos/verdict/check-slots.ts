import { ENTRY_TYPE, hex } from '../../../support/books.js';
import { sum, usdt } from '../../../support/exact.js';
import type { Round } from '../plan/round.js';
import type { Chunk, Entry, Slot } from './account-books.js';
import { total } from './check-balances.js';
import type { Evidence } from './evidence.js';
import { microsOf } from './exact.js';

const PHASES = ['ROS', 'PREMIUM', 'PERFORMANCE'] as const;
const DAY_MAXIMUM = 2_200_000n;
/** A slot that ended so may have paid all its chunks. */
const FAILED_AFTER_PAYING = ['NOTHING_PAID', 'LEDGER_MISMATCH', 'PLAN_MISMATCH', 'ORDER_MISMATCH', 'LIMIT_EXCEEDED'];

/** Slots agree with their chunks and entries; COMPLETED exactly if all chunks are PAID; the day keeps to its limit. */
export function slotProblems(evidence: Evidence): string[] {
  const { books } = evidence;
  const inDay = books.slots.filter(({ kind, status }) => kind !== 'pool' && status !== 'CANCELLED');
  const ros = sum(inDay.map(({ rosPercentage }) => microsOf(rosPercentage) ?? 0n));
  const asked = askedRates(evidence);
  return [
    ...(ros > DAY_MAXIMUM ? [`the day pays ${usdt(ros)} %`] : []),
    ...books.slots.flatMap((slot) => {
      const entries = books.entries.filter(({ distributionId }) => hex(distributionId) === hex(slot._id));
      const chunks = books.chunks.filter(({ distributionId }) => hex(distributionId) === hex(slot._id));
      return [
        ...totalsOf(slot, entries, chunks),
        ...statusOf(slot, entries, chunks),
        ...errorsOf(evidence, slot),
        ...failedForNothing(evidence, slot),
        ...(slot.kind === 'slot' && !asked.has(microsOf(slot.rosPercentage) ?? -1n)
          ? [`${slot.key} pays ${hex(slot.rosPercentage)} %, which nobody asked for`]
          : []),
      ];
    }),
    ...(hasNoClocks(evidence.round) ? booksBeforeTheirTime(evidence) : []),
  ];
}

/** FAILED for another reason than bad records, though the database was there all the time. */
function failedForNothing({ round: { events } }: Evidence, { key, status, reason, error }: Slot): string[] {
  if (status !== 'FAILED' || reason === 'NOTHING_PAID') return [];
  if (events.some(({ kind }) => kind === 'database-away' || kind === 'cut')) return [];
  return [`${key} is FAILED (${String(reason)}: ${String(error)}) though the database was there`];
}

function totalsOf(slot: Slot, entries: readonly Entry[], chunks: readonly Chunk[]): string[] {
  const problems: string[] = [];
  for (const phase of PHASES) {
    const inLedger = entries.filter(({ type }) => type === ENTRY_TYPE[phase]);
    const paid = chunks.filter((chunk) => chunk.phase === phase && chunk.status === 'PAID');
    const inChunks = {
      count: paid.reduce((count, chunk) => count + chunk.paid, 0),
      total: sum(paid.map((chunk) => microsOf(chunk.total) ?? 0n)),
    };
    if (inLedger.length !== inChunks.count || total(inLedger) !== inChunks.total) {
      problems.push(
        `${slot.key} ${phase}: ${inLedger.length} entries of ${usdt(total(inLedger))}, ` +
          `its chunks say ${inChunks.count} of ${usdt(inChunks.total)}`,
      );
    }
  }
  if (slot.status !== 'COMPLETED' && slot.status !== 'FAILED') return problems;
  const expected = {
    totalDistributed: usdt(total(entries)),
    processedStakes: entries.filter(({ type }) => type === ENTRY_TYPE.ROS).length,
    usersProcessed: new Set(entries.map(({ userId }) => hex(userId))).size,
  };
  const { processedStakes, usersProcessed } = slot;
  const actual = {
    totalDistributed: usdt(microsOf(slot.totalDistributed) ?? -1n),
    processedStakes,
    usersProcessed,
  };
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    problems.push(`${slot.key} says ${JSON.stringify(actual)}, its entries say ${JSON.stringify(expected)}`);
  }
  return problems;
}

function statusOf({ key, status, reason }: Slot, entries: readonly Entry[], chunks: readonly Chunk[]): string[] {
  const allPaid = chunks.every((chunk) => chunk.status === 'PAID');
  switch (status) {
    case 'COMPLETED':
      return allPaid ? [] : [`${key} is COMPLETED with chunks that are not PAID`];
    case 'FAILED':
      if (!allPaid || chunks.length === 0 || FAILED_AFTER_PAYING.includes(String(reason))) return [];
      return [`${key} is FAILED (${String(reason)}) though all of its chunks are PAID`];
    case 'PENDING':
    case 'CANCELLED':
      return entries.length + chunks.length === 0 ? [] : [`${key} is ${status} and has paid ${entries.length} entries`];
    case 'EXECUTING':
      return [`${key} is still EXECUTING`];
  }
}

function errorsOf({ books }: Evidence, { _id, key, status, errors }: Slot): string[] {
  if (status !== 'COMPLETED' && status !== 'FAILED') return [];
  const standing = books.failures.filter(({ distributionId }) => hex(distributionId) === hex(_id)).length;
  return errors === standing ? [] : [`${key} counts ${errors} errors, ${standing} records stand failed`];
}

/** By the clocks of the workers, which are right when no event has moved one. */
function booksBeforeTheirTime({ books }: Evidence): string[] {
  const instants = new Map(books.slots.map(({ _id, scheduledFor }) => [hex(_id), scheduledFor]));
  return books.entries.flatMap(({ _id, distributionId, createdAt }) => {
    const instant = instants.get(hex(distributionId));
    return instant !== undefined && createdAt < instant
      ? [`the entry ${hex(_id)} is older than its slot's instant`]
      : [];
  });
}

export function hasNoClocks(round: Round): boolean {
  return !round.events.some(({ kind }) => kind === 'clock');
}

/** Every ROS that an admin asked a slot to pay, in millionths of a percent. */
function askedRates({ round: { orders, events } }: Evidence): Set<bigint> {
  const requests = [...orders, ...events.flatMap((event) => (event.kind === 'admins' ? event.requests : []))];
  const rates = requests.flatMap(({ action }) => {
    if (action.name === 'queue') return action.slots.map(({ ros }) => ros);
    return 'ros' in action && typeof action.ros === 'string' ? [action.ros] : [];
  });
  return new Set([0n, ...rates.map((text) => BigInt(text.replace('.', '')))]);
}
