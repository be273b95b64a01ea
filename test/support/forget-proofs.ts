import type { Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { until } from './until.js';

/** Waits until every slot that has ended is closed into the chain of proofs. */
export async function allClosed(connection: Connection): Promise<void> {
  const distributions = connection.collection(COLLECTIONS.distributions);
  await until(
    'all slots are closed',
    async () => (await distributions.countDocuments({ proofDue: { $exists: true } })) === 0,
  );
}

/** Begins the audit log anew, with its chain. */
export async function forgetAudit(connection: Connection): Promise<void> {
  for (const name of ['auditLog', 'auditHeads'] as const) {
    await connection.collection(COLLECTIONS[name]).deleteMany({});
  }
}

/**
 * Begins the chain of proofs anew: for tests that change by hand what was paid, as if it had always been so, and look at
 * other invariants than I9.
 */
export async function forgetProofs(connection: Connection): Promise<void> {
  await connection.collection(COLLECTIONS.distributions).updateMany({}, { $unset: { proofDue: '' } });
  for (const name of ['proofs', 'proofHeads', 'proofBlocks'] as const) {
    await connection.collection(COLLECTIONS[name]).deleteMany({});
  }
}
