import { ENTRY_TYPE_OF_PHASE, PHASES, REVERSAL_TYPE_OF_PHASE, type Phase } from '#lib/slots';
import { ZERO } from '#lib/money';
import { agree, plus, toText, type Found } from './amounts.js';
import type { Difference } from './report.js';
import type { CountAndTotal, PaidFacts, SlotFacts } from './slot-facts.js';

/**
 * I3: what a distribution says it paid is what its PAID chunks say and what the ledger holds, in number and sum, for
 * each phase. The distribution itself is asked only when it has ended: its totals are written at the end. Pure.
 */
export function checkSlotTotals(facts: SlotFacts): Difference[] {
  const differences = PHASES.flatMap((phase) => checkPhase(facts, phase));
  return [...differences, ...checkShownTotals(facts), ...checkFiling(facts)];
}

function checkPhase(facts: SlotFacts, phase: Phase): Difference[] {
  const { told, paid } = facts;
  const entries = entriesOf(facts, phase);
  const differences = compare(facts, `${phase} by the PAID chunks against the ledger`, entries, paid[phase]);
  if (!hasEnded(facts)) return differences;
  const what = `${phase} by the distribution against the ledger`;
  return [...differences, ...compare(facts, what, entries, told.totals[phase])];
}

/** The totals that everybody sees. */
function checkShownTotals(facts: SlotFacts): Difference[] {
  if (!hasEnded(facts)) return [];
  const { slot, told, users } = facts;
  const ledger = PHASES.map((phase) => entriesOf(facts, phase).total).reduce(plus, ZERO);
  const shown = [
    { field: 'processedStakes', expected: String(entriesOf(facts, 'ROS').count), actual: String(slot.processedStakes) },
    { field: 'usersProcessed', expected: String(users), actual: String(slot.usersProcessed) },
    { field: 'totalDistributed', expected: toText(ledger), actual: toText(told.totalDistributed) },
  ];
  return shown
    .filter(({ expected, actual }) => expected !== actual)
    .map(({ field, expected, actual }) => ({
      what: `${field} of the distribution against the ledger`,
      ids: idsOf(facts),
      expected,
      actual,
    }));
}

/** Entries carry the date and slot number of their distribution: users see them by these. */
function checkFiling(facts: SlotFacts): Difference[] {
  const types: readonly string[] = PHASES.flatMap((phase) => [
    ENTRY_TYPE_OF_PHASE[phase],
    REVERSAL_TYPE_OF_PHASE[phase],
  ]);
  const { slot, entries } = facts;
  const astray = entries.filter(
    ({ type, date, slotNumber }) => date !== slot.date || slotNumber !== slot.slotNumber || !types.includes(type),
  );
  return astray.map(({ type, date, slotNumber, count }) => ({
    what: `${count} entries filed wrongly`,
    ids: idsOf(facts),
    expected: `payouts of ${slot.date ?? 'no date'}, slot ${slot.slotNumber ?? 'none'}`,
    actual: `${type} of ${date ?? 'no date'}, slot ${slotNumber ?? 'none'}`,
  }));
}

/** What the ledger holds of a phase: payouts, less those that were taken back. */
export function entriesOf({ entries }: PaidFacts, phase: Phase): CountAndTotal {
  const paid = sumOf(entries.filter(({ type }) => type === ENTRY_TYPE_OF_PHASE[phase]));
  const takenBack = sumOf(entries.filter(({ type }) => type === REVERSAL_TYPE_OF_PHASE[phase]));
  return { count: paid.count - takenBack.count, total: plus(paid.total, takenBack.total) };
}

/** What was paid in a phase before anything was taken back. */
export function firstPayoutsOf({ entries }: PaidFacts, phase: Phase): CountAndTotal {
  return sumOf(entries.filter(({ type, isAgain }) => type === ENTRY_TYPE_OF_PHASE[phase] && !isAgain));
}

function sumOf(groups: readonly CountAndTotal[]): CountAndTotal {
  return {
    count: groups.reduce((sum, { count }) => sum + count, 0),
    total: groups.map(({ total }) => total).reduce<Found>(plus, ZERO),
  };
}

function compare(facts: SlotFacts, what: string, expected: CountAndTotal, actual: CountAndTotal): Difference[] {
  if (expected.count === actual.count && agree(expected.total, actual.total)) return [];
  return [{ what, ids: idsOf(facts), expected: describe(expected), actual: describe(actual) }];
}

function describe({ count, total }: CountAndTotal): string {
  return `${count} payouts, ${toText(total)} USDT`;
}

function hasEnded({ slot }: SlotFacts): boolean {
  return slot.status !== 'EXECUTING';
}

export function idsOf({ slot }: PaidFacts): Record<string, string> {
  return { key: slot.key, distributionId: slot._id.toHexString() };
}
