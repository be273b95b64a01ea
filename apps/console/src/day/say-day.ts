import type { Day, Slot } from '../api/contract.js';
import { counted, count, usdt } from '../shared/amounts.js';
import { duration, type ZoneClock } from '../shared/instants.js';
import { withoutCode } from '../shared/failure-reasons.js';

/** How a day stands, in one sentence; and the slot to look at, where there is one. */
export interface DaySentence {
  readonly tone: 'good' | 'bad' | 'busy' | 'quiet';
  readonly text: string;
  readonly slotNumber: number | null;
}

/** Later than this, a slot that still waits is late. */
const LATE_MS = 5_000;

/**
 * Trouble first: what failed and what is owed is said before anything that goes well.
 * @param now in ms, as the platform's clock has it
 */
export function sayDay(day: Day, now: number, clock: ZoneClock): DaySentence {
  const slots = day.distributionSlots.filter(({ status }) => status !== 'CANCELLED');
  const trouble = slots.find(isTrouble);
  if (trouble !== undefined) return { tone: 'bad', text: sayTrouble(trouble), slotNumber: trouble.slotNumber };
  const running = slots.find(({ status }) => status === 'EXECUTING');
  if (running !== undefined) return { tone: 'busy', text: sayRunning(running), slotNumber: running.slotNumber };
  const owed = day.totals.owed ?? 0;
  const waiting = slots.filter(({ status }) => status === 'PENDING').sort(byInstant);
  const [next] = waiting;
  if (next !== undefined)
    return { tone: 'quiet', text: sayWaiting(next, waiting.length, now, clock), slotNumber: next.slotNumber };
  if (slots.length === 0) return { tone: 'quiet', text: sayNothing(day), slotNumber: null };
  if (owed > 0) return { tone: 'bad', text: `All slots have run, and ${usdt(owed)} are still owed.`, slotNumber: null };
  const { paid, users } = day.totals;
  const back = slots.filter(({ reversal }) => isTakenBack(reversal));
  if (back.length > 0) return { tone: 'quiet', text: sayTakenBack(back, slots.length, paid), slotNumber: null };
  const all = slots.length === 1 ? 'The slot is' : `All ${slots.length} slots are`;
  return {
    tone: 'good',
    text: `${all} completed: ${usdt(paid)} to ${counted(users, 'user')}. Nothing is owed.`,
    slotNumber: null,
  };
}

function nameOf({ slotNumber }: Pick<Slot, 'slotNumber'>): string {
  return slotNumber === null ? 'The distribution' : `Slot ${slotNumber}`;
}

function isTrouble({ status, errors, stakes, processedStakes, reversal }: Slot): boolean {
  if (status === 'FAILED') return true;
  if (isTakenBack(reversal)) return reversal.failed > 0 && reversal.status === 'COMPLETED';
  return (
    status === 'COMPLETED' &&
    (errors > 0 || ((stakes?.due ?? 0) > 0 && processedStakes === 0 && isNotAllCapped(stakes)))
  );
}

/** What was paid is, or is being, taken back, and stays so until it is reinstated. */
function isTakenBack(reversal: Slot['reversal']): reversal is NonNullable<Slot['reversal']> {
  return reversal !== null && reversal.status !== 'REINSTATED';
}

function isNotAllCapped(stakes: Slot['stakes']): boolean {
  const accounted = stakes?.accounted ?? null;
  return accounted === null || accounted.failed > 0 || accounted.left > 0;
}

function sayTrouble(slot: Slot): string {
  const name = nameOf(slot);
  if (slot.status !== 'FAILED' && isTakenBack(slot.reversal)) {
    return `${name} was taken back, but for ${counted(slot.reversal.failed, 'payout')}: see why, then take back again.`;
  }
  const why = slot.error === null ? '' : ` ${withEnd(withoutCode(slot.error))}`;
  if (slot.run.state === 'REQUESTED') return `${name} waits to run again.${why}`;
  if (slot.status === 'FAILED') {
    const paid = slot.totalDistributed > 0 ? `failed after ${usdt(slot.totalDistributed)}` : 'paid nobody';
    return `${name} ${paid}:${why === '' ? ' see why.' : why} See them, mend, retry.`;
  }
  const unpaid = slot.errors > 0 ? counted(slot.errors, 'record') : 'everybody';
  return `${name} left ${unpaid} unpaid.${why} See them, mend, retry.`;
}

function sayRunning({ slotNumber, progress, reversal }: Slot): string {
  if (isTakenBack(reversal)) {
    const { reversed, total } = reversal;
    return `${nameOf({ slotNumber })} is being taken back: ${count(reversed)} of ${counted(total, 'payout')}.`;
  }
  const { processedStakes, totalStakes, percent } = progress;
  const done = totalStakes === 0 ? '' : `: ${count(processedStakes)} of ${counted(totalStakes, 'stake')}, ${percent} %`;
  return `${nameOf({ slotNumber })} is being paid${done}.`;
}

function sayTakenBack(back: readonly Slot[], slots: number, paid: number): string {
  const [first] = back;
  const what = back.length === 1 && first !== undefined ? `${nameOf(first)} was` : `${back.length} slots were`;
  const rest = slots > back.length ? ` The others paid ${usdt(paid)}.` : ' Nothing of this day stays paid.';
  return `${what} taken back.${rest}`;
}

function sayWaiting(next: Slot, waiting: number, now: number, clock: ZoneClock): string {
  const inMs = Date.parse(next.scheduledFor) - now;
  const at = clock.time(next.scheduledFor);
  const more = waiting > 1 ? `, and ${counted(waiting - 1, 'more waits', 'more wait')}` : '';
  if (inMs < -LATE_MS) return `${nameOf(next)} was to begin at ${at} and is ${duration(-inMs)} late${more}.`;
  return `${nameOf(next)} begins at ${at}${inMs > 0 ? `, in ${duration(inMs)}` : ''}${more}.`;
}

function sayNothing({ values }: Day): string {
  return values === null ? 'Nothing is planned for this day.' : 'This day is declared, and nothing of it is queued.';
}

function withEnd(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function byInstant(one: Slot, other: Slot): number {
  return Date.parse(one.scheduledFor) - Date.parse(other.scheduledFor);
}
