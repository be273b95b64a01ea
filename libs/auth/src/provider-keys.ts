import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import { IdentityProviderAwayError } from './errors.js';

/** How long the provider may take to give its keys. */
const PATIENCE_MS = 3_000;
/** A token with an unknown key makes the keys be read anew, at most this often. */
const COOLDOWN_MS = 30_000;
/** Keys of this age are read anew, while requests go on with the old ones. */
const RENEW_AFTER_MS = 10 * 60_000;
/** Keys that could not be renewed for this long may have been withdrawn: they are used no more. */
const WORTHLESS_AFTER_MS = 12 * 3_600_000;
/** A provider that did not answer is not asked again for this long, so that requests do not each wait. */
const BACK_OFF_MS = 2_000;
/** Far more than any set of keys has. */
const MAX_BYTES = 256 * 1_024;

/**
 * The public keys of the platform's identity provider, read when they are first needed, kept, and renewed in time; while
 * the provider is away the kept ones go on working.
 */
export class ProviderKeys {
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;
  private renewAt = 0;
  private readAt = 0;
  private askAgainAt = 0;

  /** @param onFailure told of every attempt to read the keys that failed */
  constructor(
    url: string,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.keys = createRemoteJWKSet(new URL(url), {
      timeoutDuration: PATIENCE_MS,
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: Number.POSITIVE_INFINITY,
      [customFetch]: this.read,
    });
  }

  /**
   * The key that a token says it is signed with.
   * @throws IdentityProviderAwayError if the keys cannot be had; an error of jose if there is none that fits
   */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    try {
      await this.renew();
      return await this.keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) throw this.away(error);
      throw error;
    }
  };

  private async renew(): Promise<void> {
    const now = Date.now();
    if (this.readAt === 0 || now < this.renewAt) return;
    const renewed = this.keys.reload();
    if (now >= this.readAt + WORTHLESS_AFTER_MS) return renewed;
    this.renewAt = now + BACK_OFF_MS;
    renewed.catch((error: unknown) => this.away(error));
  }

  private readonly read: FetchImplementation = async (url, options) => {
    if (Date.now() < this.askAgainAt) throw new IdentityProviderAwayError('It did not answer a moment ago.');
    try {
      const response = await fetch(url, options);
      if (response.status !== 200) throw new Error(`The identity provider answered ${response.status} for its keys.`);
      const text = await textOf(response);
      JSON.parse(text);
      this.readAt = Date.now();
      this.renewAt = this.readAt + RENEW_AFTER_MS;
      return new Response(text);
    } catch (error) {
      throw this.away(error);
    }
  };

  private away(error: unknown): IdentityProviderAwayError {
    if (error instanceof IdentityProviderAwayError) return error;
    this.askAgainAt = Date.now() + BACK_OFF_MS;
    this.onFailure(error);
    return new IdentityProviderAwayError('Its keys cannot be read.', { cause: error });
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(part, { stream: true });
    if (text.length > MAX_BYTES) throw new Error('The keys of the identity provider are too many.');
  }
  return text + decoder.decode();
}
