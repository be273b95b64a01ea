import { LOCK_MS, MAX_FAILURES } from './attempts.js';
import { AccountLockedError } from './errors.js';

/** More addresses than this are not remembered: the oldest is dropped, so that nobody can fill the memory. */
const MAX_REMEMBERED = 10_000;

interface Attempts {
  failures: number;
  lastFailureAt: number;
  lockedUntil: number;
}

/**
 * Locks e-mail addresses that nobody has, just as `attempts.ts` locks accounts: else five wrong passwords would tell
 * a stranger which addresses exist. Kept in the process only, for nothing is protected by it but that secret.
 */
export class UnknownAccountAttempts {
  private readonly byAddress = new Map<string, Attempts>();

  /** @throws AccountLockedError after `MAX_FAILURES` attempts at this address */
  count(address: string, now: Date): void {
    const at = now.getTime();
    const before = this.byAddress.get(address);
    if (before !== undefined && before.lockedUntil > at) {
      throw new AccountLockedError('passwords', Math.ceil((before.lockedUntil - at) / 1000));
    }
    const failures = before !== undefined && before.lastFailureAt > at - LOCK_MS ? before.failures + 1 : 1;
    this.byAddress.delete(address);
    this.byAddress.set(address, {
      failures,
      lastFailureAt: at,
      lockedUntil: failures >= MAX_FAILURES ? at + LOCK_MS : 0,
    });
    this.dropOldest();
  }

  private dropOldest(): void {
    const oldest = this.byAddress.keys().next();
    if (this.byAddress.size > MAX_REMEMBERED && oldest.done !== true) this.byAddress.delete(oldest.value);
  }
}
