import { deserialize, type Document } from 'bson';
import type { Command } from './command.js';
import type { Context } from './context.js';
import { CommandError, translateWriteErrors } from './errors.js';
import { bsonColumn, type Row, type Statement, type Value } from './postgres.js';
import type { WriteReply } from './retryable-writes.js';
import { planMode } from './plan-mode.js';
import { retryConflicts } from './retry-conflicts.js';

const COMPOSITE_INDEX_PLANNER = 'documentdb.enableCompositeIndexPlanner';

/** Each write's call, plain and together with the session's record (which makes its repetition answerable). */
interface WriteStatements {
  plain: Statement;
  recorded: Statement;
}

/**
 * `$4` and `$5` are the plan mode, which holds for this call alone: the call takes its last argument (a NULL) from
 * where the mode is set, so that it cannot be made before.
 */
function writeStatements(name: string, call: string): WriteStatements {
  const written = `
    WITH mode AS MATERIALIZED (
      SELECT nullif(set_config('plan_cache_mode', $4, true), $4)
        || nullif(set_config('${COMPOSITE_INDEX_PLANNER}', $5, true), $5) AS none
    ),
    written AS MATERIALIZED (SELECT p_result, p_success FROM mode, LATERAL documentdb_api.${call})`;
  const result = `
    SELECT p_result, p_success, set_config('plan_cache_mode', 'force_custom_plan', true),
      set_config('${COMPOSITE_INDEX_PLANNER}', 'off', true)
    FROM written`;
  return {
    plain: { name, text: `${written} ${result}` },
    recorded: {
      name: `${name}_recorded`,
      text: `${written}, recorded AS (
          INSERT INTO local_gateway.session_records (session, txn_number, reply, success)
          SELECT $6, $7, p_result, p_success FROM written
          ON CONFLICT (session) DO UPDATE
          SET txn_number = excluded.txn_number, reply = excluded.reply, success = excluded.success
        ) ${result}`,
    },
  };
}

const STATEMENTS: Readonly<Record<string, WriteStatements>> = {
  insert: writeStatements('insert', 'insert($1, $2, $3, mode.none)'),
  update: writeStatements('update', 'update($1, $2, $3, mode.none)'),
  delete: writeStatements('delete', 'delete($1, $2, $3, mode.none)'),
  // It has no document sequence: naming the third parameter here keeps the parameters' places the same for all.
  findAndModify: writeStatements('find_and_modify', 'find_and_modify($1, $2, coalesce(mode.none, $3::text))'),
};

/** Whether the command is one of insert, update, delete and findAndModify. */
export function isWriteCommand(name: string): boolean {
  return Object.hasOwn(STATEMENTS, name);
}

/** Runs a write command and gives its reply. Throws CommandError or DatabaseLostError. */
export async function runWrite(command: Command, context: Context): Promise<Buffer | Document> {
  const statements = STATEMENTS[command.name];
  if (statements === undefined) throw new CommandError('CommandNotFound', `no such command: '${command.name}'`);
  const { plain, recorded } = statements;
  const { planCacheMode, compositeIndexPlanner } = planMode(command);
  const values: Value[] = [command.database, command.body, command.sequence, planCacheMode, compositeIndexPlanner];
  if (command.inTransaction) return writeInTransaction(command, context, plain, values);
  const { session, txnNumber } = command;
  if (session === null || txnNumber === null) {
    return toReply(command, await retryConflicts(async () => replyOf(await context.postgres.run(plain, values))));
  }
  const written = await context.retryableWrites.run(session, txnNumber, async () =>
    retryConflicts(async () =>
      replyOf(await context.postgres.run(recorded, [...values, session, txnNumber.toString()])),
    ),
  );
  return toReply(command, written);
}

async function writeInTransaction(
  command: Command,
  context: Context,
  statement: Statement,
  values: readonly Value[],
): Promise<Buffer | Document> {
  const written = await context.transactions.run(command, context.owner, true, async (connection) =>
    replyOf(await connection.run(statement, values)),
  );
  // A failed write ends the transaction on MongoDB too, although its reply says ok.
  if (!written.success) await context.transactions.rollBackOf(command);
  return toReply(command, written);
}

function replyOf(rows: readonly Row[]): WriteReply {
  const row = rows[0];
  return { reply: bsonColumn(row?.[0]), success: row?.[1] === 't' };
}

function toReply(command: Command, written: WriteReply): Buffer | Document {
  if (written.success) return written.reply;
  // Unpromoted, so that the ids of upserted documents keep their numeric types.
  const reply = deserialize(written.reply, { promoteValues: false });
  return translateWriteErrors(reply, command.inTransaction, `${command.database}.${command.collection}`);
}
