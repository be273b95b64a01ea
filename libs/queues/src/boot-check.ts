import type { Redis } from 'ioredis';

/** Redis may throw jobs away; `message` says what to change. */
export class UnsuitableRedisError extends Error {
  readonly code = 'UNSUITABLE_REDIS';
}

/**
 * Refuses a Redis that evicts keys (docs/architecture.md 5): it would lose jobs in silence.
 * @throws UnsuitableRedisError
 */
export async function assertNoEviction(redis: Redis): Promise<void> {
  const info = await redis.info('memory');
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy !== undefined && policy !== 'noeviction') {
    throw new UnsuitableRedisError(
      `Redis runs with maxmemory-policy ${policy} and would drop jobs when it is full. Set maxmemory-policy noeviction.`,
    );
  }
}
