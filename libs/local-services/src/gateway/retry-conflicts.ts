import { setTimeout as delay } from 'node:timers/promises';
import { toCommandError } from './errors.js';

const ATTEMPTS = 20;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Outside of transactions MongoDB itself runs a write again that met a conflict; so does this. The statement must
 * be one PostgreSQL transaction, so that a failed attempt has left nothing behind. Pauses grow: many that insert one
 * unique key deadlock in PostgreSQL until they come apart.
 */
export async function retryConflicts<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const known = toCommandError(error, false);
      const isConflict = 'codeName' in known && known.codeName === 'WriteConflict';
      if (!isConflict || count === ATTEMPTS) throw error;
    }
    await delay(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** count));
  }
}
