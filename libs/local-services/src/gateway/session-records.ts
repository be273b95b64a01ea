import type { Connection, Postgres } from './postgres.js';
import { bsonColumn, type Statement } from './postgres.js';

/**
 * What each session did last, written in the same PostgreSQL transaction as the work itself. This is how a repeated
 * commit or a repeated write is answered rightly when the first answer was lost, whatever crashed in between: the
 * record is there exactly when the work is. (A transaction id noted from PostgreSQL would not do: one whose log was
 * not flushed before a crash is given out again afterwards.)
 */
export const SESSION_RECORDS_SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS local_gateway;
  CREATE TABLE IF NOT EXISTS local_gateway.session_records (
    session text PRIMARY KEY,
    txn_number bigint,
    reply documentdb_core.bson,
    success boolean
  ) WITH (fillfactor = 50);`;

const RECORD_COMMIT: Statement = {
  name: 'record_commit',
  text: `INSERT INTO local_gateway.session_records (session, txn_number) VALUES ($1, $2)
    ON CONFLICT (session) DO UPDATE SET txn_number = excluded.txn_number, reply = NULL, success = NULL`,
};

/** Waits for whoever is still writing the session's record, then tells what it says; the caller rolls back. */
const LOCK_RECORD: Statement = {
  name: 'lock_record',
  text: `INSERT INTO local_gateway.session_records (session) VALUES ($1)
    ON CONFLICT (session) DO UPDATE SET session = excluded.session RETURNING txn_number, reply, success`,
};

/** The reply to a recorded write, or none for a recorded commit. */
export interface SessionRecord {
  reply: Buffer | null;
  success: boolean;
}

/** Notes, within the connection's open transaction, that this transaction was committed. */
export async function recordCommit(connection: Connection, session: string, txnNumber: bigint): Promise<void> {
  await connection.run(RECORD_COMMIT, [session, txnNumber.toString()]);
}

/** What is recorded for exactly this transaction or write; null when it never took effect. */
export async function findRecord(
  postgres: Postgres,
  session: string,
  txnNumber: bigint,
): Promise<SessionRecord | null> {
  const connection = await postgres.connect();
  let broken = true;
  try {
    await connection.command('BEGIN');
    const [row] = await connection.run(LOCK_RECORD, [session]);
    await connection.command('ROLLBACK');
    broken = false;
    if (row === undefined || row[0] !== txnNumber.toString()) return null;
    return { reply: row[1] ? bsonColumn(row[1]) : null, success: row[2] === 't' };
  } finally {
    connection.release(broken);
  }
}
