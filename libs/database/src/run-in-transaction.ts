import { mongo, type ClientSession, type Connection } from 'mongoose';

/**
 * Runs `work` in one MongoDB transaction: snapshot read, majority write. The driver runs it again from the start when
 * the server says that the failure is transient, so `work` must have no effect but through `session`, must await one
 * operation after the other, and must let driver errors pass: the retry labels live on them.
 * @returns what `work` returned in the attempt that was committed
 */
export async function runInTransaction<T>(
  connection: Connection,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  const session = await connection.startSession();
  try {
    return await session.withTransaction(() => work(session), {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
      readPreference: 'primary',
    });
  } finally {
    await session.endSession();
  }
}

/** True for a unique index violation (E11000). */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 11_000;
}

const PASSING_LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];

/** True for what the same call may well survive a moment later: the server was away, or others wrote the same. */
export function isPassing(error: unknown): boolean {
  if (error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError) return true;
  return error instanceof mongo.MongoError && PASSING_LABELS.some((label) => error.hasErrorLabel(label));
}
