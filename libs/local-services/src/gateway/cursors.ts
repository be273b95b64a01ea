import { Long } from 'bson';
import type { Owner } from './owner.js';
import type { Connection } from './postgres.js';

/** A cursor that has more to give. */
export interface OpenCursor {
  database: string;
  continuation: Buffer;
  /** Some cursors live on their connection: this is it, to be given back at the end. */
  connection: Connection | null;
  /** The transaction it was opened in (`session:number`), whose connection it uses; null outside of transactions. */
  transactionKey: string | null;
  /** The client connection that used it last: when that one closes, the cursor ends. */
  owner: Owner;
  lastUsed: number;
}

const IDLE_LIMIT_MS = 600_000;
const SWEEP_EVERY_MS = 30_000;

/** Cursors between a first page and the last getMore. Idle ones end after ten minutes, as MongoDB's do. */
export class Cursors {
  private readonly open = new Map<string, OpenCursor>();

  constructor() {
    setInterval(() => this.sweep(), SWEEP_EVERY_MS).unref();
  }

  get(id: bigint): OpenCursor | undefined {
    const cursor = this.open.get(id.toString());
    if (cursor !== undefined) cursor.lastUsed = Date.now();
    return cursor;
  }

  add(id: bigint, cursor: Omit<OpenCursor, 'lastUsed'>): void {
    this.open.set(id.toString(), { ...cursor, lastUsed: Date.now() });
    if (cursor.owner.destroyed) this.close(id);
  }

  /** Ends a cursor and frees its connection. Says whether there was one. */
  close(id: bigint): boolean {
    const cursor = this.open.get(id.toString());
    if (cursor === undefined) return false;
    this.open.delete(id.toString());
    if (cursor.connection !== null) void giveBack(cursor.connection);
    return true;
  }

  /** Ends the cursors of a closed client connection. */
  dropOwner(owner: Owner): void {
    for (const [id, cursor] of this.open) if (cursor.owner === owner) this.close(BigInt(id));
  }

  /** Splits the ids of a killCursors into those it ended and those it did not know. */
  kill(ids: readonly bigint[]): { cursorsKilled: Long[]; cursorsNotFound: Long[] } {
    const cursorsKilled: Long[] = [];
    const cursorsNotFound: Long[] = [];
    for (const id of ids) (this.close(id) ? cursorsKilled : cursorsNotFound).push(Long.fromBigInt(id));
    return { cursorsKilled, cursorsNotFound };
  }

  private sweep(): void {
    const oldest = Date.now() - IDLE_LIMIT_MS;
    for (const [id, cursor] of this.open) if (cursor.lastUsed < oldest) this.close(BigInt(id));
  }
}

/** A held cursor keeps its result on the server until it is closed. */
async function giveBack(connection: Connection): Promise<void> {
  try {
    await connection.command('CLOSE ALL');
    connection.release();
  } catch {
    connection.release(true);
  }
}
