import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { COLLECTIONS } from './collections.js';
import { holdsForeignBalances } from './foreign-balances.js';
import { isDuplicateKey } from './run-in-transaction.js';

/** There is one record; its id never changes, also when the database is moved. */
export const SYSTEM_RECORD_ID = 'system';

/** Which system a process belongs to: the one whose truth is in this database. */
export interface SystemName {
  /** Made once, random. */
  readonly id: string;
  /** The name of the database. */
  readonly database: string;
}

interface StoredSystem {
  readonly _id: string;
  readonly systemId: string;
  /** Whether another system's balances were there when this record was made: then nobody knows what they were made of. */
  readonly foundBalances?: boolean;
}

/** @returns whether this system was started on the database of a platform that had balances already */
export async function isPlatforms(connection: Connection): Promise<boolean> {
  const system = await connection.collection<StoredSystem>(COLLECTIONS.systems).findOne({ _id: SYSTEM_RECORD_ID });
  return system === null ? holdsForeignBalances(connection) : system.foundBalances === true;
}

/** @returns who this database is; the first who asks makes its id */
export async function systemOf(connection: Connection): Promise<SystemName> {
  const systems = connection.collection<StoredSystem>(COLLECTIONS.systems);
  const find = async (): Promise<string | undefined> => (await systems.findOne({ _id: SYSTEM_RECORD_ID }))?.systemId;
  const make = async (): Promise<string> => {
    const systemId = randomUUID();
    const foundBalances = await holdsForeignBalances(connection);
    await systems.insertOne({ _id: SYSTEM_RECORD_ID, systemId, foundBalances });
    return systemId;
  };
  try {
    return { id: (await find()) ?? (await make()), database: connection.name };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // Another process made it in the same moment.
    return systemOf(connection);
  }
}
