import { Long, type Document } from 'bson';
import { MAX_MESSAGE_BYTES } from './wire-message.js';

export const REPLICA_SET_NAME = 'rs0';

const VERSION = [8, 0, 0, 0] as const;
const MAX_WIRE_VERSION = 25;
/** DocumentDB's own limit of writes in one command. */
const MAX_WRITE_BATCH = 25_000;

let lastConnectionId = 0;

/** A number for the next client connection, as `hello` reports it. */
export function nextConnectionId(): number {
  lastConnectionId += 1;
  return lastConnectionId;
}

/** The answer to `hello`: the primary of a replica set with one member. No topologyVersion, so that drivers poll. */
export function helloReply(commandName: string, address: string, connectionId: number): Document {
  return {
    helloOk: true,
    ...(commandName === 'hello' ? { isWritablePrimary: true } : { ismaster: true, isWritablePrimary: true }),
    secondary: false,
    setName: REPLICA_SET_NAME,
    setVersion: 1,
    hosts: [address],
    me: address,
    primary: address,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_WRITE_BATCH,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
    ok: 1,
  };
}

/** @param reply of a primary @param primary where there is one now @returns it as a secondary gives it */
export function asSecondary(reply: Document, primary: string | null): Document {
  const secondary: Document = {
    ...reply,
    ...('ismaster' in reply ? { ismaster: false } : {}),
    isWritablePrimary: false,
    secondary: true,
  };
  delete secondary['primary'];
  return primary === null ? secondary : { ...secondary, primary };
}

/** Answers that describe the server and need no database. */
export const SERVER_REPLIES: Readonly<Record<string, () => Document>> = {
  ping: () => ({ ok: 1 }),
  buildInfo: () => ({
    version: VERSION.slice(0, 3).join('.'),
    versionArray: [...VERSION],
    gitVersion: 'documentdb',
    modules: [],
    storageEngines: ['documentdb'],
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16 * 1024 * 1024,
    ok: 1,
  }),
  getParameter: () => ({ featureCompatibilityVersion: { version: '8.0' }, ok: 1 }),
  serverStatus: () => ({
    host: 'localhost',
    version: VERSION.slice(0, 3).join('.'),
    process: 'mongod',
    pid: Long.fromNumber(process.pid),
    uptime: process.uptime(),
    localTime: new Date(),
    storageEngine: { name: 'documentdb', supportsCommittedReads: true, persistent: true },
    repl: { setName: REPLICA_SET_NAME, isWritablePrimary: true },
    ok: 1,
  }),
  connectionStatus: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
};
