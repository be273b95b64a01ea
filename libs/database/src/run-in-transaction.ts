import type { ClientSession, Connection } from 'mongoose';
import { MAJORITY } from './client-options.js';

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
      writeConcern: MAJORITY,
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
