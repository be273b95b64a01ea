import type { Cursors } from './cursors.js';
import type { Owner } from './owner.js';
import type { Manners } from './manners.js';
import type { Postgres } from './postgres.js';
import type { RetryableWrites } from './retryable-writes.js';
import type { Transactions } from './transactions.js';

/** What commands work with: the gateway's state, and the client connection they came from. */
export interface Context {
  postgres: Postgres;
  transactions: Transactions;
  cursors: Cursors;
  manners: Manners;
  retryableWrites: RetryableWrites;
  /** The client connection that the command came from. */
  owner: Owner;
  /** `host:port` under which clients reach the gateway. */
  address: string;
  connectionId: number;
  /** As its client names itself when it connects; null until then. */
  appName: string | null;
}
