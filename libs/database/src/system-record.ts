import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { COLLECTIONS } from './collections.js';
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

/** @returns who this database is; the first who asks makes its id */
export async function systemOf(connection: Connection): Promise<SystemName> {
  const systems = connection.collection<{ _id: string; systemId: string }>(COLLECTIONS.systems);
  const find = async (): Promise<string | undefined> => (await systems.findOne({ _id: SYSTEM_RECORD_ID }))?.systemId;
  const make = async (): Promise<string> => {
    const systemId = randomUUID();
    await systems.insertOne({ _id: SYSTEM_RECORD_ID, systemId });
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
