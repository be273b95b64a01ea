import type { HostState } from './context.js';
import { Cursors } from './cursors.js';
import { Host } from './host.js';
import { Manners, type StaleHost } from './manners.js';
import type { Postgres } from './postgres.js';
import { RetryableWrites } from './retryable-writes.js';
import { runCommand } from './run-command.js';
import { openStaleHost } from './stale-host.js';
import { Transactions } from './transactions.js';

export interface GatewayOptions {
  /** 0 for any free port. */
  port: number;
  idleTransactionMs: number;
}

/** Serves MongoDB's wire protocol in front of DocumentDB on 127.0.0.1 and resolves to the port. */
export async function startGateway(postgres: Postgres, options: GatewayOptions): Promise<number> {
  const manners = new Manners({
    stepDown: () => void transactions.rollBackAll(),
    openStaleHost: async (): Promise<StaleHost> => openStaleHost(postgres, state, host.address),
  });
  const transactions = new Transactions(postgres, options.idleTransactionMs, manners);
  const retryableWrites = new RetryableWrites(postgres);
  const state: HostState = { postgres, transactions, cursors: new Cursors(), manners, retryableWrites };
  const host = await Host.open(postgres, options.port, state, runCommand);
  return host.port;
}
