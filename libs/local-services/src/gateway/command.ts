import { deserialize } from 'bson';
import { asBigInt, asFlag, asString, bsonElements, BSON_TYPE, valueBytes } from './raw-bson.js';
import type { Request } from './wire-message.js';

/** The fields of a command that the gateway itself acts upon. Everything else goes to DocumentDB unread. */
export interface Command {
  name: string;
  database: string;
  /** The collection the command is about; empty when its first field is not a string. */
  collection: string;
  body: Buffer;
  /** The document sequence sent beside the body, if any. */
  sequence: Buffer | null;
  /** The logical session's id in hex; null outside of sessions. */
  session: string | null;
  txnNumber: bigint | null;
  inTransaction: boolean;
  startTransaction: boolean;
  /** Cursor id of a getMore. */
  cursorId: bigint | null;
}

/** Reads a request's header fields. Throws a RangeError when the document is broken or empty. */
export function readCommand(request: Request): Command {
  const { body } = request;
  const command: Command = {
    name: '',
    database: request.queryDatabase ?? '',
    collection: '',
    body,
    sequence: request.sequences.values().next().value ?? null,
    session: null,
    txnNumber: null,
    inTransaction: false,
    startTransaction: false,
    cursorId: null,
  };
  for (const element of bsonElements(body)) {
    if (command.name === '') {
      command.name = element.name;
      command.collection = asString(body, element) ?? '';
      if (command.name === 'getMore') command.cursorId = asBigInt(body, element) ?? null;
      continue;
    }
    switch (element.name) {
      case '$db':
        command.database = asString(body, element) ?? '';
        break;
      case 'lsid':
        command.session = sessionId(valueBytes(body, element));
        break;
      case 'txnNumber':
        command.txnNumber = asBigInt(body, element) ?? null;
        break;
      case 'autocommit':
        command.inTransaction = !asFlag(body, element);
        break;
      case 'startTransaction':
        command.startTransaction = asFlag(body, element);
        break;
      case 'collection':
        if (command.name === 'getMore') command.collection = asString(body, element) ?? '';
        break;
      default:
        break;
    }
  }
  if (command.name === '') throw new RangeError('empty command');
  return command;
}

/** Older spellings that drivers and shells still send. */
const ALIASES: Readonly<Record<string, string>> = {
  ismaster: 'isMaster',
  buildinfo: 'buildInfo',
  findandmodify: 'findAndModify',
  collstats: 'collStats',
  dbstats: 'dbStats',
};

/** @returns it by the name that the gateway knows it by */
export function byUsualName(received: Command): Command {
  const name = ALIASES[received.name] ?? received.name;
  return name === received.name ? received : { ...received, name };
}

/** @param command a `hello` @returns how its client names itself */
export function appNameOf({ body }: Command): string | null {
  const { client } = deserialize(body) as { client?: { application?: { name?: string } } };
  return client?.application?.name ?? null;
}

/** Whether its client takes the answer of a secondary too. */
export function takesSecondary({ body }: Command): boolean {
  const { $readPreference } = deserialize(body) as { $readPreference?: { mode?: string } };
  return ($readPreference?.mode ?? 'primary') !== 'primary';
}

function sessionId(lsid: Buffer): string | null {
  for (const element of bsonElements(lsid)) {
    if (element.name === 'id' && element.type === BSON_TYPE.binary) {
      return lsid.toString('hex', element.valueStart + 5, element.end);
    }
  }
  return null;
}
