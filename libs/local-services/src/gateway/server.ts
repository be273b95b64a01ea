import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ClientConnection } from './client-connection.js';
import { readCommand } from './command.js';
import type { Context } from './context.js';
import { Cursors } from './cursors.js';
import { nextConnectionId } from './handshake.js';
import { Manners } from './manners.js';
import type { Postgres } from './postgres.js';
import { RetryableWrites } from './retryable-writes.js';
import { runCommand } from './run-command.js';
import { Transactions } from './transactions.js';

/** Loopback only: there is no authentication. */
const HOST = '127.0.0.1';

export interface GatewayOptions {
  /** 0 for any free port. */
  port: number;
  idleTransactionMs: number;
}

/**
 * Serves MongoDB's wire protocol in front of DocumentDB on 127.0.0.1 and resolves to the port. While PostgreSQL is
 * away, open connections are closed and new ones refused, as those of a crashed server would be.
 */
export async function startGateway(postgres: Postgres, options: GatewayOptions): Promise<number> {
  const manners = new Manners();
  const transactions = new Transactions(postgres, options.idleTransactionMs, manners);
  const cursors = new Cursors();
  const shared = { postgres, transactions, cursors, manners, retryableWrites: new RetryableWrites(postgres) };
  const sockets = new Set<Socket>();
  postgres.on('lost', () => {
    for (const socket of sockets) socket.destroy();
  });
  const server = createServer((socket) => {
    if (!postgres.isUp) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    const context: Context = {
      ...shared,
      owner: socket,
      address: `${HOST}:${portOf(server)}`,
      connectionId: nextConnectionId(),
      appName: null,
    };
    socket.on('close', () => {
      sockets.delete(socket);
      transactions.dropOwner(socket);
      cursors.dropOwner(socket);
    });
    new ClientConnection(socket, async (request) => runCommand(readCommand(request), context));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, HOST, resolve);
  });
  return portOf(server);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
