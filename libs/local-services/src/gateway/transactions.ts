import type { Document } from 'bson';
import type { Command } from './command.js';
import type { Owner } from './owner.js';
import { CommandError, DatabaseLostError, toCommandError, TRANSIENT_LABEL } from './errors.js';
import type { Manners } from './manners.js';
import type { Connection, Postgres } from './postgres.js';
import { RecentMap } from './recent-map.js';
import { findRecord, recordCommit } from './session-records.js';

interface OpenTransaction {
  session: string;
  txnNumber: bigint;
  connection: Connection;
  /** The client connection that used it last: when that one closes, the transaction is rolled back. */
  owner: Owner;
  database: string;
  wrote: boolean;
  /** Whether it has lasted longer than transactions may. */
  expired: boolean;
  lifetime: NodeJS.Timeout | null;
  /** Commands of this transaction under way. */
  busy: number;
  idleTimer: NodeJS.Timeout | null;
  ending: Promise<Document> | null;
}

const REMEMBERED_COMMITS = 10_000;

/** MongoDB's multi-document transactions, each on a PostgreSQL connection of its own. */
export class Transactions {
  private readonly open = new Map<string, OpenTransaction>();
  private readonly committed = new RecentMap<string, true>(REMEMBERED_COMMITS);

  constructor(
    private readonly postgres: Postgres,
    private readonly idleLimitMs: number,
    private readonly manners: Manners,
  ) {}

  /**
   * Runs one command's work inside of its transaction, opening it at `startTransaction`. Any error rolls it back.
   * Throws what the work throws, or CommandError (NoSuchTransaction) when there is none.
   */
  async run<T>(
    command: Command,
    owner: Owner,
    isWrite: boolean,
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    if (command.startTransaction) await this.begin(command, owner);
    // Its client may have gone while it began: what ran now would run after the ROLLBACK, outside of any transaction.
    const transaction = this.find(command);
    transaction.owner = owner;
    transaction.wrote ||= isWrite;
    transaction.busy += 1;
    this.stopIdleTimer(transaction);
    try {
      const result = await work(transaction.connection);
      if (transaction.expired)
        throw new CommandError('TransactionExceededLifetimeLimitSeconds', 'the transaction lasted too long');
      return result;
    } catch (error) {
      await this.rollBack(transaction);
      throw error;
    } finally {
      transaction.busy -= 1;
      this.startIdleTimer(transaction);
    }
  }

  /** The database of the transaction that a command belongs to. */
  databaseOf(command: Command): string | undefined {
    return this.open.get(keyOf(command))?.database;
  }

  /** Rolls back every transaction there is, as a primary does that steps down. */
  async rollBackAll(): Promise<void> {
    await Promise.all([...this.open.values()].map(async (transaction) => this.rollBack(transaction)));
  }

  /** Rolls back the command's transaction, if it is still open: for writes that failed without an error. */
  async rollBackOf(command: Command): Promise<void> {
    const transaction = this.open.get(keyOf(command));
    if (transaction !== undefined) await this.rollBack(transaction);
  }

  /** Commits; a repeated commit is answered as the first was, also when that answer was lost in a crash. */
  async commit(command: Command): Promise<Document> {
    const { session, txnNumber } = identityOf(command);
    const transaction = this.open.get(keyOf(command));
    if (transaction !== undefined) {
      this.stopIdleTimer(transaction);
      transaction.ending ??= this.commitOpen(transaction);
      return transaction.ending;
    }
    if (this.committed.has(keyOf(command))) return { ok: 1 };
    if ((await findRecord(this.postgres, session, txnNumber)) !== null) return { ok: 1 };
    throw noSuchTransaction(command);
  }

  /** Rolls back at the client's wish. Throws NoSuchTransaction when it has ended already. */
  async abort(command: Command): Promise<Document> {
    const transaction = this.open.get(keyOf(command));
    if (transaction === undefined) throw noSuchTransaction(command);
    await this.rollBack(transaction);
    return { ok: 1 };
  }

  /** Rolls back what the closed client connection had open. */
  dropOwner(owner: Owner): void {
    for (const transaction of this.open.values()) {
      if (transaction.owner === owner && transaction.ending === null) void this.rollBack(transaction);
    }
  }

  /** Rolls back what the ended sessions had open. */
  async endSessions(sessions: ReadonlySet<string>): Promise<void> {
    const theirs = [...this.open.values()].filter((transaction) => sessions.has(transaction.session));
    await Promise.all(theirs.map(async (transaction) => this.rollBack(transaction)));
  }

  private async begin(command: Command, owner: Owner): Promise<void> {
    const identity = identityOf(command);
    const key = keyOf(command);
    if (this.open.has(key) || this.committed.has(key)) {
      throw new CommandError('ConflictingOperationInProgress', `transaction ${identity.txnNumber} was started before`);
    }
    await this.endSessions(new Set([identity.session]));
    const connection = await this.postgres.connect();
    const transaction: OpenTransaction = {
      ...identity,
      connection,
      owner,
      database: command.database,
      wrote: false,
      expired: false,
      lifetime: null,
      busy: 0,
      idleTimer: null,
      ending: null,
    };
    this.open.set(key, transaction);
    try {
      await connection.command('BEGIN ISOLATION LEVEL REPEATABLE READ');
      await this.limit(transaction);
    } catch (error) {
      this.forget(transaction, true);
      throw error;
    }
  }

  private async limit(transaction: OpenTransaction): Promise<void> {
    const lockMs = this.manners.lockTimeoutMs(transaction.database);
    if (lockMs !== null) await transaction.connection.command(`SET LOCAL lock_timeout = ${lockMs}`);
    const lifetimeMs = this.manners.lifetimeMs(transaction.database);
    if (lifetimeMs === null) return;
    transaction.lifetime = setTimeout(() => {
      transaction.expired = true;
      // A command under way is told when it ends, without a label; one that comes later finds no transaction.
      if (transaction.busy === 0 && transaction.ending === null) void this.rollBack(transaction);
    }, lifetimeMs);
  }

  private find(command: Command): OpenTransaction {
    const transaction = this.open.get(keyOf(command));
    if (transaction === undefined || transaction.ending !== null) throw noSuchTransaction(command);
    return transaction;
  }

  private async commitOpen(transaction: OpenTransaction): Promise<Document> {
    const { connection, session, txnNumber } = transaction;
    try {
      if (transaction.wrote) await recordCommit(connection, session, txnNumber);
      // PostgreSQL answers a COMMIT of a failed transaction with ROLLBACK.
      if ((await connection.command('COMMIT')) !== 'COMMIT') {
        throw new CommandError('NoSuchTransaction', 'the transaction had been aborted', [TRANSIENT_LABEL]);
      }
    } catch (error) {
      const lost = error instanceof DatabaseLostError;
      if (!lost) await connection.command('ROLLBACK').catch(() => undefined);
      this.forget(transaction, true);
      throw toCommandError(error, true);
    }
    this.committed.set(keyOf(transaction), true);
    this.forget(transaction, false);
    return { ok: 1 };
  }

  private async rollBack(transaction: OpenTransaction): Promise<void> {
    transaction.ending ??= this.rollBackOpen(transaction);
    await transaction.ending.catch(() => undefined);
  }

  private async rollBackOpen(transaction: OpenTransaction): Promise<Document> {
    try {
      await transaction.connection.command('ROLLBACK');
      this.forget(transaction, false);
    } catch {
      this.forget(transaction, true);
    }
    throw new CommandError('NoSuchTransaction', 'the transaction was rolled back', [TRANSIENT_LABEL]);
  }

  private forget(transaction: OpenTransaction, broken: boolean): void {
    this.stopIdleTimer(transaction);
    if (transaction.lifetime !== null) clearTimeout(transaction.lifetime);
    this.open.delete(keyOf(transaction));
    transaction.connection.release(broken);
  }

  private startIdleTimer(transaction: OpenTransaction): void {
    if (transaction.busy > 0 || transaction.ending !== null) return;
    if (transaction.owner.destroyed) void this.rollBack(transaction);
    else transaction.idleTimer = setTimeout(() => void this.rollBack(transaction), this.idleLimitMs);
  }

  private stopIdleTimer(transaction: OpenTransaction): void {
    if (transaction.idleTimer !== null) clearTimeout(transaction.idleTimer);
    transaction.idleTimer = null;
  }
}

function identityOf(command: Command): { session: string; txnNumber: bigint } {
  const { session, txnNumber } = command;
  if (session === null || txnNumber === null) {
    throw new CommandError('BadValue', 'a transaction needs lsid and txnNumber');
  }
  return { session, txnNumber };
}

function keyOf(of: { session: string | null; txnNumber: bigint | null }): string {
  return `${of.session}:${of.txnNumber}`;
}

function noSuchTransaction(command: Command): CommandError {
  return new CommandError(
    'NoSuchTransaction',
    `Given transaction number ${command.txnNumber} does not match any in-progress transactions.`,
    [TRANSIENT_LABEL],
  );
}
