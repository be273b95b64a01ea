import type { SystemName } from '#lib/database';

/** What Redis is to this process. */
export type RedisState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'away' }
  /** It answers, and refuses every write: full, a replica, or unable to save. */
  | { readonly kind: 'read-only'; readonly reply: string }
  /** The keys under our prefix are another system's. */
  | { readonly kind: 'taken'; readonly key: string; readonly by: SystemName; readonly self: SystemName };

/** The keys under our prefix are another system's; `message` says whose, and what to change. */
export class QueueTakenError extends Error {
  readonly code = 'QUEUE_TAKEN';
}

/** Why jobs do not flow through Redis, as part of a sentence; null while they do. Pure. */
export function redisTrouble(state: RedisState): string | null {
  switch (state.kind) {
    case 'ready':
      return null;
    case 'away':
      return 'Redis does not answer';
    case 'read-only':
      return `Redis takes no writes (${state.reply})`;
    case 'taken':
      return `Redis: ${takenInWords(state)}`;
  }
}

export function takenInWords({ key, by, self }: Extract<RedisState, { kind: 'taken' }>): string {
  const prefix = key.slice(0, key.lastIndexOf(':'));
  return (
    `the prefix "${prefix}" belongs to another system, with the database "${by.database}" (system ${by.id}); this one ` +
    `has the database "${self.database}" (system ${self.id}). Give each system a QUEUE_PREFIX of its own; if the ` +
    `other one is gone for good, delete the key ${key}`
  );
}
