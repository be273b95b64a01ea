import type { Cursors } from './cursors.js';
import type { Owner } from './owner.js';
import type { Manners } from './manners.js';
import type { Connections } from './postgres.js';
import type { RetryableWrites } from './retryable-writes.js';
import type { Transactions } from './transactions.js';

/** What all commands to one host work with. */
export interface HostState {
  postgres: Connections;
  transactions: Transactions;
  cursors: Cursors;
  manners: Manners;
  retryableWrites: RetryableWrites;
}

/** What commands work with: the host's state, and the client connection they came from. */
export interface Context extends HostState {
  /** The client connection that the command came from. */
  owner: Owner;
  /** `host:port` under which clients reach the host. */
  address: string;
  connectionId: number;
  /** As its client names itself when it connects; null until then. */
  appName: string | null;
}
