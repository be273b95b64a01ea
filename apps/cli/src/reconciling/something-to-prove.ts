import type { Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

/** What the proof is about. */
const PROVED = [COLLECTIONS.users, COLLECTIONS.stakes, COLLECTIONS.distributions, COLLECTIONS.transactions];

/**
 * Books hold wherever nothing is written: nobody is to be told so of a database whose name was mistyped.
 * @throws Error if there is nothing to prove
 */
export async function assertSomethingToProve(connection: Connection): Promise<void> {
  for (const name of PROVED) {
    if ((await connection.collection(name).findOne({}, { projection: { _id: 1 } })) !== null) return;
  }
  throw new Error(
    `The database ${connection.name} holds no user, stake, slot or entry: there is nothing to prove. Is it the one that MONGODB_URI should name?`,
  );
}
