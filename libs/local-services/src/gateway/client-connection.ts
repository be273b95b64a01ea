import type { Socket } from 'node:net';
import type { Document } from 'bson';
import { readCommand } from './command.js';
import { CommandError, DatabaseLostError, toCommandError } from './errors.js';
import { encodeReply, messageLength, parseRequest, type Request } from './wire-message.js';

/** Runs one request's command. */
export type Runner = (request: Request) => Promise<Buffer | Document>;

/**
 * Reads requests from a client's socket, runs them one after the other and writes the replies. When the database is
 * lost under a command the socket is closed: only that tells a driver that the outcome is unknown.
 */
export class ClientConnection {
  private readonly chunks: Buffer[] = [];
  private received = 0;
  private readonly waiting: Request[] = [];
  private running = false;

  constructor(
    private readonly socket: Socket,
    private readonly run: Runner,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', () => undefined);
  }

  private receive(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    try {
      for (let request = this.nextRequest(); request !== undefined; request = this.nextRequest()) {
        this.waiting.push(request);
      }
    } catch {
      this.socket.destroy();
      return;
    }
    if (!this.running) void this.work();
  }

  private nextRequest(): Request | undefined {
    if (this.received < 4) return undefined;
    const first = this.chunks[0];
    if (first !== undefined && first.length < 4) this.joinChunks();
    const length = messageLength(this.chunks[0] ?? Buffer.alloc(0));
    if (length === undefined || this.received < length) return undefined;
    const joined = this.joinChunks();
    const message = joined.subarray(0, length);
    this.chunks.length = 0;
    if (joined.length > length) this.chunks.push(joined.subarray(length));
    this.received -= length;
    return parseRequest(message);
  }

  private joinChunks(): Buffer {
    const [only] = this.chunks;
    const joined = this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks);
    this.chunks.splice(0, this.chunks.length, joined);
    return joined;
  }

  private async work(): Promise<void> {
    this.running = true;
    try {
      for (let request = this.waiting.shift(); request !== undefined; request = this.waiting.shift()) {
        await this.answer(request);
      }
    } finally {
      this.running = false;
    }
  }

  private async answer(request: Request): Promise<void> {
    const reply = await this.replyTo(request);
    if (reply === null || this.socket.destroyed) {
      this.socket.destroy();
      return;
    }
    if (!request.expectsReply) return;
    const [head, document] = encodeReply(request, reply);
    this.socket.cork();
    this.socket.write(head);
    this.socket.write(document);
    this.socket.uncork();
  }

  /** Null when the connection must be closed instead of answered. */
  private async replyTo(request: Request): Promise<Buffer | Document | null> {
    try {
      return await this.run(request);
    } catch (error) {
      if (error instanceof RangeError) return new CommandError('FailedToParse', error.message).toReply();
      const { inTransaction, database, collection } = readCommand(request);
      const known = toCommandError(error, inTransaction, `${database}.${collection}`);
      if (known instanceof DatabaseLostError) return null;
      return known.toReply();
    }
  }
}
