import { Injectable } from '@nestjs/common';
import type { SessionClaims } from '#lib/auth';
import type { OpenSession } from './known-sessions.js';
import { SecurityEvents, type Place } from './security-events.js';

const MAX_KEPT = 10_000;

/**
 * Tells of admins who come with a token of the platform's identity provider: there is no sign-in here that would. Once for
 * each token, and in each process.
 */
@Injectable()
export class ProviderSignIns {
  private readonly told = new Set<string>();

  constructor(private readonly events: SecurityEvents) {}

  /** @throws Error if it cannot be recorded: then nobody comes in */
  async note({ sessionId, userId, expiresAt }: SessionClaims, { account }: OpenSession, place: Place): Promise<void> {
    if (sessionId !== null || account.role !== 'admin') return;
    const key = `${userId.toHexString()}/${expiresAt.getTime()}`;
    if (this.told.has(key)) return;
    if (this.told.size >= MAX_KEPT) this.told.clear();
    this.told.add(key);
    try {
      await this.events.signedIn(account, place, { audience: 'provider', withCode: false });
    } catch (error) {
      this.told.delete(key);
      throw error;
    }
  }
}
