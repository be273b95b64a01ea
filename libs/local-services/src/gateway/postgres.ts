import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseLostError } from './errors.js';

/** One statement with its name: PostgreSQL prepares it once for each connection. */
export interface Statement {
  name: string;
  text: string;
}

export interface PostgresOptions {
  /** Folder of the Unix socket, or a host name. */
  host: string;
  port: number;
  maxConnections: number;
}

export type Value = string | number | bigint | boolean | Buffer | null;

/** A row's columns in order: text, `bson` as `BSONHEX…`. */
export type Row = readonly (string | null)[];

const RECONNECT_EVERY_MS = 50;
const IDLE_CONNECTION_MS = 60_000;
/** A server that is killed while it takes a connection may leave it open and never answer. */
const CONNECTS_WITHIN_MS = 10_000;

/** A connection of one's own, for a transaction or a cursor that lives on its connection. */
export class Connection {
  private ended = false;

  /** @param isForOnce it is closed when it is given back, and its transaction and cursors end with it */
  constructor(
    private readonly client: pg.PoolClient,
    private readonly onLost: () => void,
    readonly isForOnce: boolean,
  ) {}

  /** Runs a prepared statement. Throws what the server reports, or DatabaseLostError. */
  async run(statement: Statement, values: readonly Value[]): Promise<Row[]> {
    const { name, text } = statement;
    const query = { name, text, values: [...values], rowMode: 'array' as const };
    return (await this.query(async () => this.client.query<(string | null)[]>(query))).rows;
  }

  /** Runs a statement without parameters and gives the command that PostgreSQL says it carried out. */
  async command(sql: string): Promise<string> {
    return (await this.query(async () => this.client.query(sql))).command;
  }

  /** Gives the connection back; `broken` when its state is not known to be clean. */
  release(broken = false): void {
    if (this.ended) return;
    this.ended = true;
    this.client.release(broken || this.isForOnce);
  }

  private async query<T>(send: () => Promise<T>): Promise<T> {
    if (this.ended) throw new Error('this connection was given back');
    try {
      return await send();
    } catch (error) {
      if (isReported(error)) throw error;
      this.onLost();
      throw lostError(error);
    }
  }
}

/** Where commands get their connections from. */
export interface Connections {
  /** One of one's own. Throws DatabaseLostError. */
  connect(): Promise<Connection>;
  /** Runs one statement. Throws what the server reports, or DatabaseLostError. */
  run(statement: Statement, values: readonly Value[]): Promise<Row[]>;
}

/** PostgreSQL as the gateway sees it: a pool, and whether the server is there. Emits `lost` and `back`. */
export class Postgres extends EventEmitter implements Connections {
  private pool: pg.Pool;
  private watcher: pg.Client | null = null;
  private up = false;

  constructor(private readonly options: PostgresOptions) {
    super();
    this.pool = makePool(options);
  }

  get isUp(): boolean {
    return this.up;
  }

  /** Waits for the server and from then on watches it, for as long as the process lives. */
  async start(): Promise<void> {
    while (!(await this.watch())) await delay(RECONNECT_EVERY_MS);
  }

  async run(statement: Statement, values: readonly Value[]): Promise<Row[]> {
    return runOnce(await this.connect(), statement, values);
  }

  async connect(isForOnce = false): Promise<Connection> {
    if (!this.up) throw new DatabaseLostError('PostgreSQL is not running');
    const { pool } = this;
    try {
      return new Connection(await pool.connect(), () => this.noteLoss(pool), isForOnce);
    } catch (error) {
      this.noteLoss(pool);
      throw lostError(error);
    }
  }

  private async watch(): Promise<boolean> {
    const client = new pg.Client({
      ...connectionConfig(this.options),
      connectionTimeoutMillis: CONNECTS_WITHIN_MS,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch {
      return false;
    }
    const { pool } = this;
    client.on('end', () => this.noteLoss(pool));
    this.watcher = client;
    this.up = true;
    this.emit('back');
    return true;
  }

  /**
   * One lost connection means that all are lost: when a process of PostgreSQL dies, the server ends the others. To
   * wait for the watcher's own to break would let clients back in meanwhile, to fail a second time.
   */
  private noteLoss(of: pg.Pool): void {
    // What is learnt late of a pool that was given up says nothing of the server that is there now.
    if (!this.up || of !== this.pool) return;
    this.up = false;
    this.pool = makePool(this.options);
    of.end().catch(() => undefined);
    this.watcher?.end().catch(() => undefined);
    this.watcher = null;
    this.emit('lost');
    void this.start();
  }
}

/** Runs one statement and gives its connection back. */
export async function runOnce(connection: Connection, statement: Statement, values: readonly Value[]): Promise<Row[]> {
  let broken = true;
  try {
    const rows = await connection.run(statement, values);
    broken = false;
    return rows;
  } catch (error) {
    broken = error instanceof DatabaseLostError;
    throw error;
  } finally {
    connection.release(broken);
  }
}

function makePool(options: PostgresOptions): pg.Pool {
  const pool = new pg.Pool({
    ...connectionConfig(options),
    max: options.maxConnections,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
  });
  // A connection that breaks fails its next query, and the watcher tells when the server itself is gone; an error
  // event without a listener would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function connectionConfig(options: PostgresOptions): pg.ClientConfig {
  return {
    host: options.host,
    port: options.port,
    user: 'postgres',
    database: 'postgres',
    options: '-c search_path=documentdb_api_catalog,documentdb_api,public',
    types: { getTypeParser: () => asText },
  };
}

function asText(value: string): string {
  return value;
}

/**
 * Errors that the server did not report itself come from the connection; fatal ones of the server end it. The extension
 * makes collections over a connection of its own: what it says of that one's end is as true of the whole server.
 */
function isReported(error: unknown): boolean {
  if (!(error instanceof Error) || !('severity' in error) || error.severity !== 'ERROR') return false;
  return !/^(server closed the connection unexpectedly|connection to server .* failed)/.test(error.message);
}

function lostError(error: unknown): DatabaseLostError {
  return new DatabaseLostError(error instanceof Error ? error.message : String(error));
}

const BSON_PREFIX = 'BSONHEX';

/** The bytes of a `bson` column. */
export function bsonColumn(value: string | null | undefined): Buffer {
  if (!value?.startsWith(BSON_PREFIX)) throw new Error('expected a BSON column');
  return Buffer.from(value.slice(BSON_PREFIX.length), 'hex');
}
