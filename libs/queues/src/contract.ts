/**
 * The job contract: every queue, job name, payload and id in one table, shared by who adds and who handles.
 * Payloads are ids; what a job does is read from MongoDB when it runs. BullMQ ids may hold no colon and must not be
 * digits alone.
 */
export const QUEUES = { slots: 'slots', chunks: 'chunks' } as const;

export const JOBS = {
  /** A slot's time has come. */
  paySlot: 'pay-slot',
  /** One chunk of a running slot is to be paid. */
  payChunk: 'pay-chunk',
  /** Proves that jobs reach workers. */
  canary: 'canary',
} as const;

export interface PaySlotJob {
  readonly distributionId: string;
  /** `YYYY-MM-DD`; null for a pool without a date. */
  readonly date: string | null;
  readonly slotNumber: number | null;
}

export interface PayChunkJob {
  readonly chunkId: string;
  readonly distributionId: string;
}

export interface CanaryJob {
  readonly workerId: string;
  /** Milliseconds since the epoch, by the database's time. */
  readonly sentAt: number;
  /** Kept in MongoDB too: who can only write into Redis cannot make one that is believed. */
  readonly nonce: string;
}

/**
 * The id of a slot's job.
 * @param key the distribution's key, e.g. `2026-02-12/slot-1`
 * @param revision how often the slot needed a new job: BullMQ ignores an id that it still knows in any state
 */
export function slotJobId(key: string, revision: number): string {
  return `dist-${key.replaceAll('/', '-')}-r${revision}`;
}

/** The id of a chunk's job; a new one for each run of the slot and each failed attempt at the chunk. */
export function chunkJobId(chunkId: string, run: number, attempt: number): string {
  return `chunk-${chunkId}-${run}-${attempt}`;
}

/** The id of a canary. */
export function canaryJobId(workerId: string, sentAt: number): string {
  return `canary-${workerId}-at-${sentAt}`;
}
