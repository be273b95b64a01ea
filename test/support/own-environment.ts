import { randomBytes } from 'node:crypto';

/** What a process of the product needs to run against this test file's own data. */
export type OwnEnvironment = Readonly<Record<string, string>> & {
  readonly MONGODB_URI: string;
  readonly REDIS_URL: string;
  readonly QUEUE_PREFIX: string;
};

/**
 * A database and a key prefix that no other test file uses; also set in `process.env` of this file.
 * @param name a word that tells the file
 * @param overrides further variables of the product, e.g. `{ CHUNK_SIZE: '10' }`
 */
export function ownEnvironment(name: string, overrides: Readonly<Record<string, string>> = {}): OwnEnvironment {
  const unique = `${name.replaceAll(/\W/g, '').slice(0, 24)}-${randomBytes(4).toString('hex')}`;
  const uri = new URL(overrides['MONGODB_URI'] ?? process.env['MONGODB_URI'] ?? '');
  uri.pathname = `/${unique}`;
  const environment = {
    NODE_ENV: 'test',
    REDIS_URL: process.env['REDIS_URL'] ?? '',
    PORT: '0',
    WORKER_PORT: '0',
    JWT_SECRET: 'a-secret-for-tests-only-0123456789abcdef',
    SECRETS_KEY: 'a-key-for-tests-only-0123456789abcdef-xyz',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    KEEPER_INTERVAL_MS: '500',
    LEASE_MS: '2000',
    ...overrides,
    MONGODB_URI: uri.href,
    QUEUE_PREFIX: `t-${unique}`.slice(0, 40),
  };
  Object.assign(process.env, environment);
  return environment;
}
