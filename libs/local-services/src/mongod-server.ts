import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, MongoServerError } from 'mongodb';
import { cacheFolder } from './environment.js';
import { UnavailableError, type LocalService, type Log } from './local-service.js';
import { findDownloadedMongod } from './mongod-download.js';
import { freePort } from './ports.js';
import { findProgram } from './programs.js';
import { makeRunFolder, type RunFolder } from './run-folder.js';
import { ServerProcess } from './server-process.js';

const REPLICA_SET = 'rs0';
const USUAL_PORT = 27_017;
const ALREADY_INITIALIZED = 23;
const CACHE_GIB = '1';
const ANSWERS_WITHIN_MS = 2000;

/** Starts the `mongod` on PATH as a replica set of one. Throws UnavailableError when there is none. */
export async function startMongodOnPath(_log: Log, keep?: string): Promise<LocalService> {
  const file = await findProgram('mongod');
  if (file === undefined) throw new UnavailableError('no mongod on PATH');
  return startMongod(file, file, keep);
}

/**
 * Starts a `mongod` that mongodb-memory-server has in its cache or can download. Throws UnavailableError, within
 * seconds, when it can do neither.
 */
export async function startDownloadedMongod(log: Log, keep?: string): Promise<LocalService> {
  const file = await findDownloadedMongod(log);
  return startMongod(file, `${file} of mongodb-memory-server`, keep);
}

async function startMongod(file: string, source: string, keep: string | undefined): Promise<LocalService> {
  const run = await makeRunFolder(cacheFolder(), keep === undefined ? null : { keep, server: 'mongo' });
  const data = join(run.path, 'data');
  await mkdir(data, { recursive: true });
  // A replica set that was made once knows its member by this address.
  const port = await keptPort(run, USUAL_PORT);
  return ServerProcess.start({
    uri: `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`,
    source,
    file,
    args: [
      ...['--replSet', REPLICA_SET, '--dbpath', data, '--port', String(port), '--bind_ip', '127.0.0.1'],
      ...['--wiredTigerCacheSizeGB', CACHE_GIB],
    ],
    run,
    isReady: async () => isPrimary(port),
  });
}

/** The port that a replica set was made with, if it was. */
async function keptPort(run: RunFolder, usual: number): Promise<number> {
  if (!run.isKept) return freePort();
  const file = join(run.path, 'port');
  const known = Number(await readFile(file, 'utf8').catch(() => String(usual)));
  const port = await freePort(known);
  await writeFile(file, String(port));
  return port;
}

/** Makes the server a replica set when it is none yet, and says whether it takes writes. */
async function isPrimary(port: number): Promise<boolean> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: ANSWERS_WITHIN_MS,
  });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true) return true;
    if (hello['setName'] === undefined) await initiate(client, port);
    return false;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

async function initiate(client: MongoClient, port: number): Promise<void> {
  const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
  try {
    await client.db('admin').command({ replSetInitiate: { _id: REPLICA_SET, members } });
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== ALREADY_INITIALIZED) throw error;
  }
}
