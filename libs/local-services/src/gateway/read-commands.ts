import { deserialize, type Document } from 'bson';
import type { Command } from './command.js';
import type { Context } from './context.js';
import { CommandError, DatabaseLostError } from './errors.js';
import { bsonColumn, type Connection, type Row, type Statement } from './postgres.js';
import { bsonElements, asBigInt, valueBytes } from './raw-bson.js';

function firstPage(name: string): Statement {
  return {
    name,
    text: `SELECT cursorpage, continuation, persistconnection, cursorid FROM documentdb_api.${name}($1, $2)`,
  };
}

const FIRST_PAGE: Readonly<Record<string, Statement>> = {
  find: firstPage('find_cursor_first_page'),
  aggregate: firstPage('aggregate_cursor_first_page'),
  listCollections: firstPage('list_collections_cursor_first_page'),
  listIndexes: firstPage('list_indexes_cursor_first_page'),
};

const SINGLE: Readonly<Record<string, Statement>> = {
  count: { name: 'count', text: 'SELECT document FROM documentdb_api.count_query($1, $2)' },
  distinct: { name: 'distinct', text: 'SELECT document FROM documentdb_api.distinct_query($1, $2)' },
};

const GET_MORE: Statement = {
  name: 'get_more',
  text: 'SELECT cursorpage, continuation FROM documentdb_api.cursor_get_more($1, $2, $3)',
};

/** Whether the command reads: find, aggregate, listCollections, listIndexes, count, distinct. */
export function isReadCommand(name: string): boolean {
  return Object.hasOwn(FIRST_PAGE, name) || Object.hasOwn(SINGLE, name);
}

/** Runs a reading command; a cursor that has more is kept for getMore. Throws CommandError or DatabaseLostError. */
export async function runRead(command: Command, context: Context): Promise<Buffer> {
  const first = FIRST_PAGE[command.name];
  if (first === undefined) return runSingle(command, context);
  if (command.inTransaction) {
    return context.transactions.run(
      command,
      context.owner,
      false,
      async (connection) =>
        openCursor(command, context, await connection.run(first, [command.database, command.body]), null).page,
    );
  }
  const connection = await context.postgres.connect();
  let kept = false;
  let broken = true;
  try {
    const rows = await connection.run(first, [command.database, command.body]);
    const opened = openCursor(command, context, rows, connection);
    kept = opened.keepsConnection;
    broken = false;
    return opened.page;
  } catch (error) {
    broken = error instanceof DatabaseLostError;
    throw error;
  } finally {
    if (!kept) connection.release(broken);
  }
}

async function runSingle(command: Command, context: Context): Promise<Buffer> {
  const statement = SINGLE[command.name];
  if (statement === undefined) throw new CommandError('CommandNotFound', `no such command: '${command.name}'`);
  const values = [command.database, command.body];
  const rows = command.inTransaction
    ? await context.transactions.run(command, context.owner, false, async (connection) =>
        connection.run(statement, values),
      )
    : await context.postgres.run(statement, values);
  return bsonColumn(rows[0]?.[0]);
}

function openCursor(
  command: Command,
  context: Context,
  rows: readonly Row[],
  connection: Connection | null,
): { page: Buffer; keepsConnection: boolean } {
  const [page, continuation, persists, cursorId] = rows[0] ?? [];
  const id = BigInt(cursorId ?? 0);
  if (id === 0n || !continuation) return { page: bsonColumn(page), keepsConnection: false };
  const keepsConnection = connection !== null && (persists === 't' || connection.isForOnce);
  context.cursors.add(id, {
    database: command.database,
    continuation: bsonColumn(continuation),
    connection: keepsConnection ? connection : null,
    transactionKey: command.inTransaction ? `${command.session}:${command.txnNumber}` : null,
    owner: context.owner,
  });
  return { page: bsonColumn(page), keepsConnection };
}

/** The next page of a cursor. Throws CursorNotFound when it has ended or never was. */
export async function runGetMore(command: Command, context: Context): Promise<Buffer> {
  const id = command.cursorId ?? 0n;
  const cursor = context.cursors.get(id);
  const transactionKey = command.inTransaction ? `${command.session}:${command.txnNumber}` : null;
  if (cursor === undefined || cursor.transactionKey !== transactionKey) {
    throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
  }
  cursor.owner = context.owner;
  const values = [cursor.database, command.body, cursor.continuation];
  try {
    const rows = await nextPage(command, context, cursor.connection, values);
    const continuation = rows[0]?.[1];
    if (continuation) cursor.continuation = bsonColumn(continuation);
    else context.cursors.close(id);
    return bsonColumn(rows[0]?.[0]);
  } catch (error) {
    context.cursors.close(id);
    throw error;
  }
}

async function nextPage(
  command: Command,
  context: Context,
  held: Connection | null,
  values: readonly (string | Buffer)[],
): Promise<Row[]> {
  if (command.inTransaction) {
    return context.transactions.run(command, context.owner, false, async (connection) =>
      connection.run(GET_MORE, values),
    );
  }
  return held === null ? context.postgres.run(GET_MORE, values) : held.run(GET_MORE, values);
}

/** Ends cursors. */
export function runKillCursors(command: Command, context: Context): Document {
  const ids: bigint[] = [];
  for (const element of bsonElements(command.body)) {
    if (element.name !== 'cursors') continue;
    const cursors = valueBytes(command.body, element);
    for (const entry of bsonElements(cursors)) ids.push(asBigInt(cursors, entry) ?? 0n);
  }
  return { ...context.cursors.kill(ids), cursorsAlive: [], cursorsUnknown: [], ok: 1 };
}

/** Ends what the sessions left open. */
export async function runEndSessions(command: Command, context: Context): Promise<Document> {
  const { endSessions } = deserialize(command.body) as {
    endSessions?: { id: { toString(encoding: 'hex'): string } }[];
  };
  const sessions = new Set((endSessions ?? []).map((session) => session.id.toString('hex').replaceAll('-', '')));
  await context.transactions.endSessions(sessions);
  return { ok: 1 };
}
