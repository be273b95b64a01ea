import { Injectable } from '@nestjs/common';
import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { DatabaseClock } from '#lib/workers';
import { IdentityProviderAwayError, InvalidTokenError } from './errors.js';
import { ProviderKeys } from './provider-keys.js';

/** Signed with a private key that the provider alone has: a public key can never be taken for a shared secret. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** Between the provider's clock and ours. */
const TOLERANCE_SECONDS = 5;
const MAX_SUBJECT = 320;
/** At most one line in this time says that the keys cannot be read. */
const LOG_EVERY_MS = 60_000;

/** What a token of the platform's identity provider says. */
export interface ProviderToken {
  /** The user's id or e-mail address. */
  readonly subject: string;
  readonly expiresAt: Date;
}

/**
 * Tokens of the platform's own identity provider (docs/specification.md 3, Authentication). They say who somebody is;
 * what the account may do is kept here alone.
 */
@Injectable()
export class ProviderTokens {
  private readonly keys: ProviderKeys | null;
  private logAgainAt = 0;

  constructor(
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
    private readonly clock: DatabaseClock,
  ) {
    this.keys = config.jwksUrl === '' ? null : new ProviderKeys(config.jwksUrl, (error) => this.tell(error));
  }

  /** Whether a token says that it is the provider's. Nothing of it is proved by that. */
  claims(token: string): boolean {
    if (this.keys === null) return false;
    try {
      return decodeJwt(token).iss === this.config.jwtIssuer;
    } catch {
      return false;
    }
  }

  /**
   * @returns who the token is of
   * @throws InvalidTokenError, whatever is wrong with it; IdentityProviderAwayError if that cannot be told now
   */
  async verify(token: string): Promise<ProviderToken> {
    if (this.keys === null) throw new InvalidTokenError();
    try {
      const { payload } = await jwtVerify(token, this.keys.find, {
        algorithms: ALGORITHMS,
        issuer: this.config.jwtIssuer,
        audience: this.config.jwtAudience,
        requiredClaims: ['exp', this.config.jwtSubjectClaim],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: this.clock.now(),
      });
      return { subject: this.subjectOf(payload), expiresAt: new Date((payload.exp ?? 0) * 1_000) };
    } catch (error) {
      if (error instanceof IdentityProviderAwayError || error instanceof InvalidTokenError) throw error;
      throw new InvalidTokenError({ cause: error });
    }
  }

  /** An address that the provider itself has not confirmed is anybody's. */
  private subjectOf(payload: JWTPayload): string {
    const subject = payload[this.config.jwtSubjectClaim];
    const isUsable = typeof subject === 'string' && subject !== '' && subject.length <= MAX_SUBJECT;
    if (!isUsable || (subject.includes('@') && payload['email_verified'] === false)) throw new InvalidTokenError();
    return subject;
  }

  private tell(error: unknown): void {
    this.metrics.errors.inc({ where: 'identity-provider' });
    if (Date.now() < this.logAgainAt) return;
    this.logAgainAt = Date.now() + LOG_EVERY_MS;
    this.log.failure("the keys of the platform's identity provider cannot be read", error);
  }
}
