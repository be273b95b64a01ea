import type { Slot } from '#lib/slots';
import type { ProcessRecord } from '#lib/workers';
import type { Difference } from './report.js';

/** I6 of docs/architecture.md 4. */
const MAX_WAIT_MS = 15_000;

/** What kept slots from running, or did not. */
export interface ExecutionFacts {
  readonly workers: readonly Pick<ProcessRecord, '_id' | 'startedAt' | 'lastHeartbeat'>[];
  /** No admin has paused execution and no switch of the environment forbids it. */
  readonly mayExecute: boolean;
  /** When execution was paused or resumed last. */
  readonly switchedAt: Date | null;
  /** The slot that a living worker runs; slots run one at a time. */
  readonly running: Pick<Slot, '_id'> | null;
  /** When a slot ended last. */
  readonly lastEndedAt: Date | null;
}

/**
 * I6: after its time a slot is EXECUTING, COMPLETED or FAILED within 15 s while any worker lives. Measured by signs of
 * life: some worker was seen more than 15 s after nothing kept the slot from running. Pure.
 */
export function checkPunctuality(slots: readonly Slot[], facts: ExecutionFacts): Difference[] {
  if (!facts.mayExecute || facts.running !== null) return [];
  return slots.flatMap((slot) => {
    const dueAt = dueSince(slot);
    if (dueAt === null) return [];
    const waitedMs = longestWait(dueAt, facts);
    if (waitedMs <= MAX_WAIT_MS) return [];
    return [
      {
        what: `${slot.key} was due at ${dueAt.toISOString()} and nobody runs it`,
        ids: { key: slot.key, distributionId: slot._id.toHexString() },
        expected: `taken within ${MAX_WAIT_MS / 1_000} s`,
        actual: `${slot.status} for ${(waitedMs / 1_000).toFixed(1)} s while a worker lived`,
      },
    ];
  });
}

/** Since when the slot waits for a worker, its last change considered; null when it does not. */
function dueSince({ status, scheduledFor, run, updatedAt }: Slot): Date | null {
  // An EXECUTING slot whose lease has run out lost its worker: another has to take it over.
  const since = status === 'PENDING' ? scheduledFor : status === 'EXECUTING' ? run.leaseUntil : null;
  return since === null || since > updatedAt ? since : updatedAt;
}

function longestWait(dueAt: Date, { workers, switchedAt, lastEndedAt }: ExecutionFacts): number {
  const freeAt = Math.max(dueAt.getTime(), switchedAt?.getTime() ?? 0, lastEndedAt?.getTime() ?? 0);
  const waits = workers.map(
    ({ startedAt, lastHeartbeat }) => lastHeartbeat.getTime() - Math.max(freeAt, startedAt.getTime()),
  );
  return Math.max(0, ...waits);
}
