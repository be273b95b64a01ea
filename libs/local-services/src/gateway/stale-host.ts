import type { Document } from 'bson';
import { runCatalog } from './catalog-commands.js';
import { appNameOf, byUsualName, takesSecondary, type Command } from './command.js';
import type { Context, HostState } from './context.js';
import { Cursors } from './cursors.js';
import { CommandError } from './errors.js';
import { asSecondary, helloReply, SERVER_REPLIES } from './handshake.js';
import { Host } from './host.js';
import { labelsOf, NOT_PRIMARY, type StaleHost } from './manners.js';
import type { Postgres } from './postgres.js';
import { isReadCommand, runEndSessions, runGetMore, runKillCursors, runRead } from './read-commands.js';
import { Snapshot } from './snapshot.js';

/** Of the commands about databases and collections those that only look. */
const LOOKS: ReadonlySet<string> = new Set(['listDatabases', 'collStats', 'dbStats']);

/**
 * A second member of the replica set: a secondary to which nothing is replicated any more. Whoever takes a secondary's
 * answer gets one that is as old as the host; everybody else, and whoever writes, is refused. Its data is a snapshot in
 * PostgreSQL: it ends with PostgreSQL, and what is dropped is gone here too.
 * @param state of the primary
 * @param primary its address
 */
export async function openStaleHost(postgres: Postgres, state: HostState, primary: string): Promise<StaleHost> {
  const snapshot = await Snapshot.take(postgres);
  const asked = new Map<string, { appName: string | null; command: string; count: number }>();
  const answer = async (received: Command, context: Context): Promise<Buffer | Document> => {
    const command = byUsualName(received);
    if (isHello(command)) context.appName ??= appNameOf(command);
    const { appName } = context;
    const key = JSON.stringify([appName, command.name]);
    const { count } = asked.get(key) ?? { count: 0 };
    asked.set(key, { appName, command: command.name, count: count + 1 });
    return answerAsSecondary(command, context, primary);
  };
  const host = await Host.open(postgres, 0, { ...state, postgres: snapshot, cursors: new Cursors() }, answer);
  const close = (): void => {
    postgres.off('lost', close);
    host.close();
    snapshot.drop();
  };
  postgres.on('lost', close);
  const { address } = host;
  return { address, asked: () => [...asked.values()], close };
}

async function answerAsSecondary(command: Command, context: Context, primary: string): Promise<Buffer | Document> {
  const { name } = command;
  if (isHello(command)) {
    const reply = { ...helloReply(name, context.address, context.connectionId), hosts: [primary, context.address] };
    return asSecondary(reply, context.manners.isPrimary ? primary : null);
  }
  const fixedReply = SERVER_REPLIES[name];
  if (fixedReply !== undefined) return fixedReply();
  if (command.inTransaction) throw notPrimary(command);
  switch (name) {
    case 'getMore':
      return runGetMore(command, context);
    case 'killCursors':
      return runKillCursors(command, context);
    case 'endSessions':
      return runEndSessions(command, context);
    default:
      break;
  }
  const reads = isReadCommand(name);
  if (!reads && !LOOKS.has(name)) throw notPrimary(command);
  if (!takesSecondary(command)) {
    throw new CommandError('NotPrimaryNoSecondaryOk', 'not primary and secondaryOk=false');
  }
  return reads ? runRead(command, context) : runCatalog(command, context);
}

function isHello({ name }: Command): boolean {
  return name === 'hello' || name === 'isMaster';
}

function notPrimary(command: Command): CommandError {
  return new CommandError('NotWritablePrimary', 'not primary', labelsOf(NOT_PRIMARY, command));
}
