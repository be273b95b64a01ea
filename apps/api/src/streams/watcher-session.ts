import { Injectable } from '@nestjs/common';
import type { SessionClaims } from '#lib/auth';
import { DatabaseClock } from '#lib/workers';
import { KnownSessions } from '../http/doors/known-sessions.js';

/** Whether somebody who was let in to watch may still watch: a stream outlives tokens, sessions and roles. */
@Injectable()
export class WatcherSession {
  constructor(
    private readonly sessions: KnownSessions,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * @param claims of the token or ticket with which the stream was opened
   * @returns false when that has run out, its session is over, or its account is no active admin any more
   */
  async isOpen(claims: SessionClaims): Promise<boolean> {
    if (claims.expiresAt <= this.clock.now()) return false;
    try {
      return (await this.sessions.recent(claims))?.account.role === 'admin';
    } catch {
      // Only who is certainly out is sent away, not everybody when the database is away.
      return true;
    }
  }
}
