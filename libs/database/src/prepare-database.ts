import type { Connection } from 'mongoose';
import { checkServer } from './check-server.js';
import { lookAtIndexes } from './look-at-indexes.js';
import { makeIndexes } from './make-indexes.js';
import { hasRetiredIndexes } from './retired-indexes.js';
import { UnsuitableDatabaseError } from './unsuitable-database.js';

export interface PrepareOptions {
  /** Makes collections and indexes where they are missing; otherwise they are only looked at. */
  readonly make: boolean;
  /** Told what is done or missing, where that keeps nobody from working. */
  readonly say: (line: string) => void;
}

/**
 * Refuses a database that cannot carry money: no transactions, or without one of the unique indexes
 * (docs/architecture.md 5). Safe to run in any number of processes at once.
 * @throws UnsuitableDatabaseError
 */
export async function prepareDatabase(connection: Connection, { make, say }: PrepareOptions): Promise<void> {
  await checkServer(connection);
  if (make) await makeIndexes(connection, () => undefined);
  const { guards, others } = await lookAtIndexes(connection);
  if (!make && (await hasRetiredIndexes(connection))) {
    throw new UnsuitableDatabaseError(
      'The database has the indexes of version 0.1.0, which refuse what other services write: run "npm run migrate".',
    );
  }
  if (guards.length > 0) throw new UnsuitableDatabaseError(guards.join('\n'));
  others.forEach(say);
}
