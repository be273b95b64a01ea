import { createHash } from 'node:crypto';
import type { LocalProduct } from '../product/local-product.js';
import { withDatabase } from '../product/with-database.js';

/** The database that every command takes when it is told none. */
const DATABASE = 'declaration_returns';

/** What every checkout seeds, unless there is something. */
export const DEMO_SIZE = { users: 1_000, stakes: 3_000 };

/** The word that data are kept under: each checkout has data of its own. */
export function keptData(): string {
  return `start-${createHash('sha256').update(process.cwd()).digest('hex').slice(0, 8)}`;
}

/** On servers of its own with the database of every command, so that `npm run reconcile` beside it finds the same. */
export function environmentOf(product: LocalProduct): Record<string, string> {
  const environment = product.environment();
  if (!product.hasOwnMongo) return environment;
  return { ...environment, MONGODB_URI: withDatabase(product.mongodbUri, DATABASE) };
}
