import { startDocumentDb } from './documentdb.js';
import { cacheFolder, environmentUri } from './environment.js';
import { errorMessage } from './errors.js';
import { InUseError, UnavailableError, type LocalService, type Log, type StartOptions } from './local-service.js';
import { startDownloadedMongod, startMongodOnPath } from './mongod-server.js';
import { startRedisOnPath, startValkeyFromDebian } from './redis-server.js';
import { removeKept } from './run-folder.js';

/** MongoDB and Redis for development, demo and tests. */
export interface LocalServices {
  mongo: LocalService;
  redis: LocalService;
  stop(): Promise<void>;
}

/** @param shared says what is done for more than one service */
type Way = (log: Log, keep: string | undefined, shared: Log) => Promise<LocalService>;

/**
 * A MongoDB with transactions: the one that MONGODB_URI names; else `mongod` on PATH; else one that
 * mongodb-memory-server has or can download; else DocumentDB from Debian's packages.
 * Throws an error that names what was tried and what to do when no way is open.
 */
export async function startMongo(options: StartOptions = {}): Promise<LocalService> {
  return startFirst('MongoDB', 'MONGODB_URI', options, [
    startMongodOnPath,
    startDownloadedMongod,
    (_log, keep, shared) => startDocumentDb({ log: shared, keep }),
  ]);
}

/**
 * A Redis: the one that REDIS_URL names; else `redis-server` or `valkey-server` on PATH; else Valkey from Debian's
 * packages. Throws an error that names what was tried and what to do when no way is open.
 */
export async function startRedis(options: StartOptions = {}): Promise<LocalService> {
  return startFirst('Redis', 'REDIS_URL', options, [
    startRedisOnPath,
    (_log, keep, shared) => startValkeyFromDebian(shared, keep),
  ]);
}

/** Removes what was kept under a word. @throws InUseError */
export function forgetKept(keep: string): Promise<void> {
  return removeKept(cacheFolder(), keep);
}

/** Both; when one cannot be had, the other is stopped again. */
export async function startLocalServices(options: StartOptions = {}): Promise<LocalServices> {
  const [mongo, redis] = await Promise.allSettled([startMongo(options), startRedis(options)]);
  if (mongo.status === 'rejected' || redis.status === 'rejected') {
    if (mongo.status === 'fulfilled') await mongo.value.stop();
    if (redis.status === 'fulfilled') await redis.value.stop();
    throw mongo.status === 'rejected' ? mongo.reason : (redis as PromiseRejectedResult).reason;
  }
  return {
    mongo: mongo.value,
    redis: redis.value,
    stop: async () => {
      await Promise.all([mongo.value.stop(), redis.value.stop()]);
    },
  };
}

async function startFirst(
  name: string,
  variable: 'MONGODB_URI' | 'REDIS_URL',
  options: StartOptions,
  ways: readonly Way[],
): Promise<LocalService> {
  const log = options.log ?? (() => undefined);
  const uri = options.fromEnvironment === false ? undefined : environmentUri(variable);
  if (uri !== undefined) {
    log(`${name}: taken from ${variable}`);
    return givenService(uri, variable);
  }
  const started = Date.now();
  const tried: string[] = [];
  for (const way of ways) {
    try {
      const own = (line: string): void => log(`${name}: ${line}`);
      const service = await way(own, options.keep, (line) => log(`Debian packages: ${line}`));
      log(`${name}: ${service.source}, started in ${((Date.now() - started) / 1000).toFixed(1)} s`);
      return service;
    } catch (error) {
      if (error instanceof InUseError) throw error;
      const reason = errorMessage(error);
      // A way that is there but does not lead anywhere is worth a word; the next one may.
      if (!(error instanceof UnavailableError)) log(`${name}: ${reason}; trying the next way`);
      tried.push(reason);
    }
  }
  throw new UnavailableError(
    `No ${name} can be started here. Tried: ${tried.join('; ')}. ` +
      `Set ${variable} to one that runs, install one, or use "docker compose up".`,
  );
}

function givenService(uri: string, variable: string): LocalService {
  const refuse = async (): Promise<void> =>
    Promise.reject(new Error(`the service was taken from ${variable}: it is not ours to kill or restart`));
  return { uri, source: `${variable} from the environment`, kill: refuse, restart: refuse, stop: async () => {} };
}
