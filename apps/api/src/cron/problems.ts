import { durationWords } from '#lib/calendar';
import type { ProcessRecord } from '#lib/workers';
import type { CronFacts, OverdueSlot } from './cron-facts.js';

/**
 * A living worker starts what is due within its keeper's interval of 10 s at the latest (docs/architecture.md 4, I6).
 */
const TOLERATED_OVERDUE_MS = 15_000;
const OVERDUE_TOLD = 10;
const UNPAID_TOLD = 10;

/** What keeps slots from being executed at their times, in words for an operator. Pure. */
export function problemsOf(facts: CronFacts): string[] {
  return [
    ...switchedOff(facts),
    ...paused(facts),
    ...noWorker(facts),
    ...overdue(facts),
    ...leftUnpaid(facts),
    ...redisTrouble(facts),
    ...facts.processProblems.map(({ message }) => message),
    ...facts.workers.flatMap((worker) => [...failedSweep(worker), ...lostCanary(worker)]),
  ];
}

function switchedOff({ switchedOffBy }: CronFacts): string[] {
  return switchedOffBy.map(
    (name) => `Execution is switched off by the environment: ${name}=false. Nothing is paid until it is true.`,
  );
}

function paused({ paused, switchedAt }: CronFacts): string[] {
  if (!paused) return [];
  const since = switchedAt === null ? '' : ` since ${switchedAt.toISOString()}`;
  return [`Execution is paused${since}. Nothing is paid until POST /admin/cron/resume.`];
}

function noWorker({ workers, lastHeartbeat, now }: CronFacts): string[] {
  if (workers.length > 0) return [];
  const last =
    lastHeartbeat === null
      ? 'none has ever given a sign of life'
      : `the last sign of life was ${durationWords(now.getTime() - lastHeartbeat.getTime())} ago`;
  return [`No worker lives; ${last}. Nothing is paid until one is started.`];
}

/** What is to be known of slots that wait for their turn, in words for an operator; no problem. Pure. */
export function turnsOf(overdueSlots: readonly OverdueSlot[]): string[] {
  const waiting = overdueSlots.filter(isLate).filter(({ waitsItsTurn }) => waitsItsTurn);
  const more = waiting.length - OVERDUE_TOLD;
  return [
    ...waiting.slice(0, OVERDUE_TOLD).map(lateness),
    ...(more > 0 ? [more === 1 ? '1 more slot waits for its turn.' : `${more} more slots wait for their turn.`] : []),
  ];
}

function isLate({ overdueMs }: OverdueSlot): boolean {
  return overdueMs > TOLERATED_OVERDUE_MS;
}

function overdue({ overdueSlots }: CronFacts): string[] {
  const late = overdueSlots.filter(isLate).filter(({ waitsItsTurn }) => !waitsItsTurn);
  const more = late.length - OVERDUE_TOLD;
  return [
    ...late.slice(0, OVERDUE_TOLD).map(lateness),
    ...(more > 0 ? [more === 1 ? '1 more slot is overdue.' : `${more} more slots are overdue.`] : []),
  ];
}

function lateness({ key, status, overdueMs, waitsFor, waitsItsTurn }: OverdueSlot): string {
  if (status === 'EXECUTING')
    return `Slot ${key} stands still: its worker has been silent for ${durationWords(overdueMs)}.`;
  const getsOn = waitsItsTurn ? '' : ' and does not get on';
  const waits = waitsFor === null ? '' : `; it waits for ${waitsFor}, which is running${getsOn}`;
  const what = status === 'PENDING' ? `Slot ${key}` : `The retry of ${key}`;
  return `${what} is overdue by ${durationWords(overdueMs)}${waits}.`;
}

function leftUnpaid({ leftUnpaid: slots }: CronFacts): string[] {
  const more = slots.length - UNPAID_TOLD;
  return [
    ...slots.slice(0, UNPAID_TOLD).map(({ key, status, errors, reason }) => {
      const what = status === 'FAILED' ? `FAILED (${reason ?? 'unknown reason'})` : `left ${recordsOf(errors)} unpaid`;
      return `${key} ${what}. Mend and retry it, or acknowledge its alert.`;
    }),
    ...(more > 0 ? [`${more} more of the last 30 days FAILED or left records unpaid.`] : []),
  ];
}

function recordsOf(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}

function redisTrouble({ redisTrouble, queueCounts }: CronFacts): string[] {
  const trouble = redisTrouble ?? (queueCounts === null ? 'Redis does not answer' : null);
  return trouble === null ? [] : [`${trouble}. Slots are paid all the same, up to 10 s late.`];
}

function failedSweep({ _id, lastSweepError }: ProcessRecord): string[] {
  if (lastSweepError === undefined || lastSweepError === null) return [];
  return [`The last sweep of worker ${_id} failed: ${lastSweepError}. It tries again.`];
}

function lostCanary({ _id, canaryRoundTripMs }: ProcessRecord): string[] {
  if (canaryRoundTripMs !== null) return [];
  return [
    `The last canary of worker ${_id} did not come back: no worker takes jobs from Redis. Slots are paid all the ` +
      'same, up to 10 s late; restart the workers.',
  ];
}
