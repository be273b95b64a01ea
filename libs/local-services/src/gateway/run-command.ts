import { deserialize, type Document } from 'bson';
import { isCatalogCommand, runCatalog } from './catalog-commands.js';
import { appNameOf, byUsualName, type Command } from './command.js';
import type { Context } from './context.js';
import { CommandError, TRANSIENT_LABEL } from './errors.js';
import { helloReply, SERVER_REPLIES } from './handshake.js';
import { isReadCommand, runEndSessions, runGetMore, runKillCursors, runRead } from './read-commands.js';
import { isWriteCommand, runWrite } from './write-commands.js';

/** Carries a command out and gives its reply: BSON as DocumentDB made it, or a document of the gateway's own. */
export async function runCommand(received: Command, context: Context): Promise<Buffer | Document> {
  const command = byUsualName(received);
  const { name } = command;
  if (context.manners.concern(name)) await before(command, context);
  if (isWriteCommand(name)) return runWrite(command, context);
  if (isReadCommand(name)) return runRead(command, context);
  if (isCatalogCommand(name)) return runCatalog(command, context);
  const fixedReply = SERVER_REPLIES[name];
  if (fixedReply !== undefined) return fixedReply();
  switch (name) {
    case 'hello':
    case 'isMaster':
      context.appName ??= appNameOf(command);
      return context.manners.hello(helloReply(name, context.address, context.connectionId));
    case 'configureFailPoint':
      return context.manners.configure(deserialize(command.body));
    case 'getMore':
      return runGetMore(command, context);
    case 'killCursors':
      return runKillCursors(command, context);
    case 'endSessions':
      return runEndSessions(command, context);
    case 'commitTransaction':
      return context.transactions.commit(command);
    case 'abortTransaction':
      return context.transactions.abort(command);
    default:
      throw new CommandError('CommandNotFound', `no such command: '${received.name}'`);
  }
}

/** A command that fails before it is carried out ends its transaction as one that fails in it. */
async function before(command: Command, context: Context): Promise<void> {
  try {
    await context.manners.before(command, context.appName, context.transactions.databaseOf(command));
  } catch (error) {
    if (command.inTransaction && isOver(command, error)) await context.transactions.rollBackOf(command);
    throw error;
  }
}

/** A commit that fails may have been carried out or not: whoever repeats it is answered by what became of it. */
function isOver({ name }: Command, error: unknown): boolean {
  return name !== 'commitTransaction' || (error instanceof CommandError && error.labels.includes(TRANSIENT_LABEL));
}
