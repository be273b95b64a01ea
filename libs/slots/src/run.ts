/** Why a slot works: its time has come, or somebody asked an ended one to work again (docs/specification.md 2). */
export const RUN_KINDS = ['schedule', 'retry', 'compensation', 'reversal', 'legacy'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** REQUESTED waits for a worker, EXECUTING has one, ENDED is over. */
export const RUN_STATES = ['REQUESTED', 'EXECUTING', 'ENDED'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Claims of one run that broke off with no chunk paid between them. */
export interface Interruptions {
  /** With an error of the slot's own, as when it cannot be planned. */
  readonly count: number;
  /** With an error that passes, as an election of the database. */
  readonly passing: number;
  /** Chunks PAID when the last of them broke off. */
  readonly paidChunks: number;
}

/** The run of a slot that waits, works, or was the last. */
export interface Run {
  readonly kind: RunKind;
  readonly state: RunState;
  readonly requestedAt: Date;
  /** The admin who asked for it; null where nobody is known. */
  readonly requestedBy: string | null;
  /** The second admin, where two were needed. */
  readonly approvedBy?: string;
  /** Nobody claims it before, so that somebody can cancel it; absent where it may be claimed at once. */
  readonly notBefore?: Date;
  /** The compensations that have added to it what it pays: the chunks name theirs. Absent where none has. */
  readonly compensations?: readonly string[];
  /** Of the latest claim: random, so that no two claims ever share one. Null until the first. */
  readonly claimId: string | null;
  /** The worker of the latest claim. */
  readonly worker: string | null;
  /** Until when that worker has the slot; null when nobody has it. By the database's clock, as every instant here. */
  readonly leaseUntil: Date | null;
  /** Of the first claim. */
  readonly startedAt: Date | null;
  /** When it was last seen to get on: claimed first, planned, a chunk paid, a slice summed. */
  readonly progressAt: Date | null;
  readonly endedAt: Date | null;
  readonly interruptions: Interruptions | null;
  /** Whether what earlier runs left unpaid was opened for it; absent until then. */
  readonly reopened?: boolean;
  /** The place of the latest claim in the order in which money is paid; null until the first. */
  readonly order: number | null;
}

/** A run that is over, as the slot remembers it. */
export interface EndedRun {
  readonly kind: RunKind;
  readonly requestedAt: Date;
  readonly requestedBy: string | null;
  readonly approvedBy?: string;
  readonly worker: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date;
  /** CANCELLED: before it was claimed. */
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly reason: string | null;
}

/** How many ended runs a slot remembers. */
export const RUNS_REMEMBERED = 50;

/** Who asks an ended slot to run again. */
export interface AskedRun {
  readonly by: string | null;
  /** The second admin, where two are needed. */
  readonly approvedBy?: string | null | undefined;
  /** Nobody claims the run before. */
  readonly notBefore?: Date | undefined;
}

/** What a run meets that may be claimed at an instant, as MongoDB's filter has it. Pure, as all here. */
export function mayBeClaimedAt(now: Date): Readonly<Record<string, unknown>> {
  return { 'run.notBefore': { $not: { $gt: now } } };
}

/** @returns the run, to be claimed no sooner than it is to be and than an instant */
export function delayedTo(run: Run, notBefore: Date | undefined): Run {
  if (notBefore === undefined || (run.notBefore !== undefined && run.notBefore >= notBefore)) return run;
  return { ...run, notBefore };
}

/** Whether the run that an ended slot was asked for last was cancelled before anybody claimed it. */
export function isRunCancelled({ run, runs }: { readonly run: Run; readonly runs: readonly EndedRun[] }): boolean {
  const last = runs.at(-1);
  return (
    run.state === 'ENDED' && last?.status === 'CANCELLED' && last.requestedAt.getTime() === run.requestedAt.getTime()
  );
}

/** A run that waits for its first claim. @param approvedBy the second admin; null where one is enough */
export function requestedRun(
  kind: RunKind,
  requestedAt: Date,
  requestedBy: string | null,
  approvedBy: string | null = null,
): Run {
  return {
    kind,
    state: 'REQUESTED',
    requestedAt,
    requestedBy,
    ...(approvedBy === null ? {} : { approvedBy }),
    claimId: null,
    worker: null,
    leaseUntil: null,
    startedAt: null,
    progressAt: null,
    endedAt: null,
    interruptions: null,
    order: null,
  };
}
