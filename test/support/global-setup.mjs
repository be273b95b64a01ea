/** Starts MongoDB and Redis once for the whole run; every test file uses a database and a key prefix of its own. */
export default async function setUp() {
  const { startLocalServices } = await import('../../dist/libs/local-services/src/index.js');
  const services = await startLocalServices({ log: (line) => process.stderr.write(`${line}\n`) });
  globalThis.__localServices = services;
  process.env.MONGODB_URI = services.mongo.uri;
  process.env.REDIS_URL = services.redis.uri;
  process.env.LOG_LEVEL ??= 'silent';
}
