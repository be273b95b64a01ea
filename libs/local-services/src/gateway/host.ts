import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Document } from 'bson';
import { ClientConnection } from './client-connection.js';
import { readCommand, type Command } from './command.js';
import type { Context, HostState } from './context.js';
import { nextConnectionId } from './handshake.js';
import type { Postgres } from './postgres.js';

/** Loopback only: there is no authentication. */
const LOOPBACK = '127.0.0.1';

/** Carries a command out and gives its reply. */
type Answer = (command: Command, context: Context) => Promise<Buffer | Document>;

/**
 * A member of the replica set, on 127.0.0.1. While PostgreSQL is away, open connections are closed and new ones refused,
 * as those of a crashed server would be.
 */
export class Host {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private readonly dropAll = (): void => {
    for (const socket of this.sockets) socket.destroy();
  };

  private constructor(
    private readonly postgres: Postgres,
    private readonly state: HostState,
    private readonly answer: Answer,
  ) {
    postgres.on('lost', this.dropAll);
    this.server = createServer((socket) => this.serve(socket));
  }

  /** @param port 0 for any that is free */
  static async open(postgres: Postgres, port: number, state: HostState, answer: Answer): Promise<Host> {
    const host = new Host(postgres, state, answer);
    await new Promise<void>((resolve, reject) => {
      host.server.once('error', reject);
      host.server.listen(port, LOOPBACK, resolve);
    });
    return host;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get address(): string {
    return `${LOOPBACK}:${this.port}`;
  }

  close(): void {
    this.postgres.off('lost', this.dropAll);
    this.server.close();
    this.dropAll();
  }

  private serve(socket: Socket): void {
    if (!this.postgres.isUp) {
      socket.destroy();
      return;
    }
    const { transactions, cursors } = this.state;
    this.sockets.add(socket);
    const context: Context = {
      ...this.state,
      owner: socket,
      address: this.address,
      connectionId: nextConnectionId(),
      appName: null,
    };
    socket.on('close', () => {
      this.sockets.delete(socket);
      transactions.dropOwner(socket);
      cursors.dropOwner(socket);
    });
    new ClientConnection(socket, async (request) => this.answer(readCommand(request), context));
  }
}
