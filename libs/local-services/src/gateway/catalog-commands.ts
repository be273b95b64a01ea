import { deserialize, type Document } from 'bson';
import type { Command } from './command.js';
import type { Context } from './context.js';
import { CommandError } from './errors.js';
import { bsonColumn, type Row, type Statement, type Value } from './postgres.js';
import { retryConflicts } from './retry-conflicts.js';

interface CatalogCommand {
  statement: Statement;
  values: (command: Command) => Value[];
  reply: (rows: readonly Row[], command: Command) => Buffer | Document;
}

const whole = (command: Command): Value[] => [command.database, command.body];
const named = (command: Command): Value[] => [command.database, command.collection];
const bsonReply = (rows: readonly Row[]): Buffer => bsonColumn(rows[0]?.[0]);

function call(name: string, text: string): Statement {
  return { name, text };
}

const COMMANDS: Readonly<Record<string, CatalogCommand>> = {
  listDatabases: {
    statement: call('list_databases', 'SELECT documentdb_api.list_databases($1)'),
    values: (command) => [command.body],
    reply: bsonReply,
  },
  create: {
    statement: call('create', 'SELECT documentdb_api.create_collection_view($1, $2)'),
    values: whole,
    reply: bsonReply,
  },
  drop: {
    statement: call('drop', 'SELECT documentdb_api.drop_collection($1, $2)'),
    values: named,
    reply: (_rows, command) => ({ ns: `${command.database}.${command.collection}`, ok: 1 }),
  },
  dropDatabase: {
    statement: call('drop_database', 'SELECT documentdb_api.drop_database($1)'),
    values: (command) => [command.database],
    reply: (_rows, command) => ({ dropped: command.database, ok: 1 }),
  },
  createIndexes: {
    statement: call('create_indexes', 'SELECT documentdb_api_internal.create_indexes_non_concurrently($1, $2, true)'),
    values: whole,
    reply: (rows) => indexReply(bsonReply(rows)),
  },
  dropIndexes: {
    statement: call('drop_indexes', 'CALL documentdb_api.drop_indexes($1, $2)'),
    values: whole,
    reply: (rows) => indexReply(bsonReply(rows)),
  },
  collMod: {
    statement: call('coll_mod', 'SELECT documentdb_api.coll_mod($1, $2, $3)'),
    values: (command) => [command.database, command.collection, command.body],
    reply: bsonReply,
  },
  collStats: {
    statement: call('coll_stats', 'SELECT documentdb_api.coll_stats($1, $2)'),
    values: named,
    reply: bsonReply,
  },
  dbStats: {
    statement: call('db_stats', 'SELECT documentdb_api.db_stats($1)'),
    values: (command) => [command.database],
    reply: bsonReply,
  },
  renameCollection: {
    statement: call('rename_collection', 'SELECT documentdb_api.rename_collection($1::documentdb_core.bson)'),
    values: (command) => [command.body],
    reply: () => ({ ok: 1 }),
  },
};

/** Whether the command is about databases, collections and indexes. */
export function isCatalogCommand(name: string): boolean {
  return Object.hasOwn(COMMANDS, name);
}

/** Runs a command about databases, collections and indexes. Throws CommandError or DatabaseLostError. */
export async function runCatalog(command: Command, context: Context): Promise<Buffer | Document> {
  const entry = COMMANDS[command.name];
  if (entry === undefined) throw new CommandError('CommandNotFound', `no such command: '${command.name}'`);
  const values = entry.values(command);
  const rows = command.inTransaction
    ? await context.transactions.run(command, context.owner, true, async (connection) =>
        connection.run(entry.statement, values),
      )
    : await retryConflicts(async () => context.postgres.run(entry.statement, values));
  return entry.reply(rows, command);
}

/** DocumentDB answers index commands once for each shard; here there is one. */
function indexReply(reply: Buffer): Document {
  const { raw, ...rest } = deserialize(reply) as { raw?: { defaultShard?: Document } };
  return raw?.defaultShard ?? rest;
}
