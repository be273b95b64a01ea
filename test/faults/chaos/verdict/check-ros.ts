import { ENTRY_TYPE, groupBy, hex } from '../../../support/books.js';
import { usdt } from '../../../support/exact.js';
import type { Entry, Failure, Slot, Stake } from './account-books.js';
import type { Evidence } from './evidence.js';
import { balanceOf, microsOf } from './exact.js';
import { openingOf } from './opening.js';
import { byId, faultsOf } from './records.js';
import { activationOf, drawnStake, wasActive, type Answer } from './stake-states.js';

/** `floor6(amount * rate / 100)` with both in millionths. */
const WHOLE = 100_000_000n;

/** What is known about one stake over all slots. */
interface StakeFacts {
  readonly id: string;
  readonly stake: Stake;
  readonly faults: ReadonlySet<string>;
  readonly amount: bigint;
  readonly opening: bigint;
  readonly earned: bigint;
  readonly cap: bigint;
  /** Its entries by distribution. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Every ACTIVE stake once in every COMPLETED slot, with the exact amount, or accounted for with a reason. */
export function rosProblems(evidence: Evidence): string[] {
  const { books, round } = evidence;
  const owners = byId(books);
  const opening = openingOf(round.population);
  const entries = groupBy(
    books.entries.filter(({ type }) => type === ENTRY_TYPE.ROS),
    ({ subjectId }) => hex(subjectId),
  );
  const failures = groupBy(
    books.failures.filter(({ type }) => type === ENTRY_TYPE.ROS),
    ({ distributionId, subjectId }) => `${hex(distributionId)} ${hex(subjectId)}`,
  );
  const ran = books.slots.filter(({ rosPercentage }) => (microsOf(rosPercentage) ?? 0n) > 0n);
  return books.stakes.flatMap((stake) => {
    const id = hex(stake._id);
    const amount = microsOf(stake.amount) ?? 0n;
    const facts: StakeFacts = {
      id,
      stake,
      faults: faultsOf(stake, owners),
      amount,
      opening: opening.earned.get(id) ?? 0n,
      earned: balanceOf(stake.totalEarned) ?? 0n,
      cap: (amount * BigInt(round.rules.capPercent)) / 100n,
      entries: new Map((entries.get(id) ?? []).map((entry) => [hex(entry.distributionId), entry])),
    };
    return [
      ...ran.flatMap((slot) => inSlot(evidence, facts, slot, failures.get(`${hex(slot._id)} ${id}`)?.[0])),
      ...overAllSlots(evidence, facts, ran),
    ];
  });
}

function inSlot(evidence: Evidence, facts: StakeFacts, slot: Slot, failure: Failure | undefined): string[] {
  const { id, stake, faults } = facts;
  const entry = facts.entries.get(hex(slot._id));
  const say = (what: string): string[] => [`${slot.key}: stake ${id} ${what}`];
  const due = isDue(evidence, facts, slot);
  if (due === 'no') {
    return [
      ...(entry === undefined ? [] : say('was paid though it was not due')),
      ...(failure === undefined ? [] : say(`stands failed (${failure.reason}) though it was not due`)),
    ];
  }
  if (faults.size > 0) {
    if (entry !== undefined) return say(`was paid though it has ${[...faults].join(', ')}`);
    if (failure === undefined) {
      return slot.status === 'COMPLETED' && due === 'yes'
        ? say(`has ${[...faults].join(', ')} and is not recorded`)
        : [];
    }
    return faults.has(failure.reason) ? [] : say(`stands failed with ${failure.reason}, not ${[...faults].join(', ')}`);
  }
  const mended = mendedOf(evidence, stake, slot);
  if (failure !== undefined) {
    if (entry !== undefined) return say(`was paid and stands failed (${failure.reason})`);
    return mended === 'while-or-after' ? [] : say(`stands failed (${failure.reason}) though it is sound`);
  }
  const uncut = (facts.amount * (microsOf(slot.rosPercentage) ?? 0n)) / WHOLE;
  if (entry !== undefined) {
    const paid = microsOf(entry.amount);
    if (hex(entry.userId) !== hex(stake.userId)) return say('was paid to somebody else');
    if (paid === null || paid <= 0n || paid > uncut)
      return say(`was paid ${hex(entry.amount)}, due was ${usdt(uncut)}`);
    return [];
  }
  const mustBePaid = slot.status === 'COMPLETED' && due === 'yes' && uncut > 0n;
  if (!mustBePaid || wasCappedBefore(evidence, facts, slot)) return [];
  // Given an owner whose stakes the slot had paid already: owed, as the proof says, until the date is compensated.
  const isOwed = mended === 'while-or-after' && isGivenAnOwner(evidence.round, id);
  return isOwed && !evidence.compensated ? [] : say(`was not paid its ${usdt(uncut)}`);
}

/** Whether the stake belonged to nobody when the round began: who mends it gives it an owner. */
export function isGivenAnOwner(round: Evidence['round'], id: string): boolean {
  return drawnStake(round, id)?.owner === 'text';
}

/** Whether the slot may have found the stake, or its owner, as it was before somebody mended it. */
function mendedOf({ trail, windowOf }: Evidence, { _id, userId }: Stake, slot: Slot): 'before' | 'while-or-after' {
  const after = windowOf(slot)?.after ?? 0;
  const spans = [_id, userId].flatMap((id) => trail.mended.get(hex(id)) ?? []);
  return spans.some(({ to }) => to >= after) ? 'while-or-after' : 'before';
}

/** ACTIVE while the slot ran, and activated before its instant. */
function isDue(evidence: Evidence, { stake }: StakeFacts, slot: Slot): Answer {
  return activationOf(stake, slot) === 'before' ? wasActive(evidence, stake, slot) : 'no';
}

/** Whether it had earned all that it may before this slot was over. */
function wasCappedBefore(
  { books, windowOf }: Evidence,
  { opening, earned, cap, entries }: StakeFacts,
  slot: Slot,
): boolean {
  if (opening >= cap) return true;
  if (earned < cap) return false;
  const over = windowOf(slot)?.before ?? Infinity;
  const payers = books.slots.filter(({ _id }) => entries.has(hex(_id)));
  const begins = payers.map((payer) => windowOf(payer)?.after ?? 0);
  // The last of them reached the cap: had it begun after this slot, this slot should have paid.
  return begins.length > 0 && Math.max(...begins) <= over;
}

function overAllSlots(evidence: Evidence, facts: StakeFacts, ran: readonly Slot[]): string[] {
  const { id, stake, earned, opening, cap, amount, entries, faults } = facts;
  if (faults.size > 0) return [];
  const problems: string[] = [];
  const say = (what: string): void => void problems.push(`stake ${id} of ${usdt(amount)} ${what}`);
  const cut = ran.filter((slot) => {
    const entry = entries.get(hex(slot._id));
    const uncut = (amount * (microsOf(slot.rosPercentage) ?? 0n)) / WHOLE;
    return entry !== undefined && (microsOf(entry.amount) ?? 0n) < uncut;
  });
  if (earned > cap && earned > opening) say(`has earned ${usdt(earned)}, above its cap of ${usdt(cap)}`);
  if (cut.length > 1 || (cut.length === 1 && earned !== cap)) {
    say(
      `was paid less than its due in ${cut.map(({ key }) => key).join(', ')} and has ${usdt(earned)} of ${usdt(cap)}`,
    );
  }
  const planned = drawnStake(evidence.round, id)?.status ?? 'ACTIVE';
  if (planned !== 'ACTIVE') return problems;
  if (stake.status === 'COMPLETED' && earned < cap) say(`is COMPLETED with ${usdt(earned)} of ${usdt(cap)}`);
  const wasDue = ran.some(
    (slot) =>
      slot.status === 'COMPLETED' &&
      isDue(evidence, facts, slot) === 'yes' &&
      mendedOf(evidence, stake, slot) === 'before',
  );
  if (stake.status === 'ACTIVE' && earned >= cap && wasDue) say(`is ACTIVE with ${usdt(earned)} of ${usdt(cap)}`);
  return problems;
}
