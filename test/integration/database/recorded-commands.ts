import mongoose from 'mongoose';

type Document = Readonly<Record<string, unknown>>;

/** A command that the driver sent, and how many documents the server says it touched. */
export interface RecordedCommand {
  readonly name: string;
  readonly collection: string;
  readonly command: Document;
  /** By the name that it tells the database. */
  readonly process: string;
  /** The transaction that it belongs to; null outside of any. */
  readonly transaction: string | null;
  written: number;
}

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);
/** What the driver and its sessions say to the server; none of it asks for documents. */
const CONVERSATION = new Set(['hello', 'ismaster', 'ping', 'buildInfo', 'endSessions', 'killCursors', 'getMore']);

/** Every command that connections made in this process send to one database, or to any, from `start` on. */
export class RecordedCommands {
  readonly all: RecordedCommand[] = [];
  private readonly running = new Map<number, RecordedCommand>();
  private stopRecording: () => void = () => undefined;

  /** To be called before the connections are made. */
  static start(database?: string): RecordedCommands {
    const recorded = new RecordedCommands();
    const { prototype } = mongoose.mongo.MongoClient;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
    const { connect } = prototype;
    prototype.connect = function (this: mongoose.mongo.MongoClient) {
      this.options.monitorCommands = true;
      this.on('commandStarted', (event) => {
        if (database === undefined || event.databaseName === database || event.databaseName === 'admin')
          recorded.started(event, this.options.appName ?? '');
      });
      this.on('commandSucceeded', ({ requestId, reply }) => recorded.succeeded(requestId, reply as Document));
      return connect.call(this);
    };
    recorded.stopRecording = () => {
      prototype.connect = connect;
    };
    return recorded;
  }

  stop(): void {
    this.stopRecording();
  }

  /** Documents that each transaction wrote, in all its commands. */
  writtenByTransaction(): ReadonlyMap<string, number> {
    const written = new Map<string, number>();
    for (const { transaction, written: documents } of this.all) {
      if (transaction !== null) written.set(transaction, (written.get(transaction) ?? 0) + documents);
    }
    return written;
  }

  private started({ commandName, command, requestId }: mongoose.mongo.CommandStartedEvent, process: string): void {
    if (CONVERSATION.has(commandName)) return;
    const sent = command as Document;
    const recorded: RecordedCommand = {
      name: commandName,
      collection: String(sent[commandName]),
      command: sent,
      process,
      transaction: sent['autocommit'] === false ? transactionOf(sent) : null,
      written: 0,
    };
    this.all.push(recorded);
    this.running.set(requestId, recorded);
  }

  private succeeded(requestId: number, reply: Document): void {
    const recorded = this.running.get(requestId);
    this.running.delete(requestId);
    if (recorded === undefined || !WRITES.has(recorded.name)) return;
    recorded.written = recorded.name === 'findAndModify' ? 1 : Number(reply['n'] ?? 0);
  }
}

function transactionOf(command: Document): string {
  const { id } = command['lsid'] as { id: { toString: (encoding: string) => string } };
  return `${id.toString('hex')}/${String(command['txnNumber'])}`;
}
