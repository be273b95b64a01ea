import type { Connection } from 'mongoose';
import { UnsuitableDatabaseError } from './unsuitable-database.js';

/** @throws UnsuitableDatabaseError when the connection is not open */
export function databaseOf(connection: Connection): NonNullable<Connection['db']> {
  if (connection.db === undefined) throw new UnsuitableDatabaseError('The database connection is not open.');
  return connection.db;
}
