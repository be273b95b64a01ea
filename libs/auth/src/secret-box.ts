import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { SecretUnreadableError } from './errors.js';

const VERSION = 'v1';
const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
/** 96 bits, the length AES-GCM is made for. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/**
 * Keeps small secrets in the database, encrypted with AES-256-GCM under a key made from SECRETS_KEY by HKDF-SHA256.
 *
 * A sealed secret is `v1.<key id>.<iv, ciphertext and tag in base64url>`. The key id tells which key opens it, so a
 * new key can be introduced while the old one still reads what it wrote. The owner is authenticated with it: a secret
 * copied to another user's record does not open.
 */
@Injectable()
export class SecretBox {
  private readonly current: Key;
  private readonly known: ReadonlyMap<string, Key>;

  constructor(config: AppConfig) {
    this.current = deriveKey(config.secretsKey);
    const previous = config.secretsKeyPrevious === null ? [] : [deriveKey(config.secretsKeyPrevious)];
    this.known = new Map([...previous, this.current].map((key) => [key.id, key]));
  }

  /**
   * @param secret what to keep
   * @param owner whose it is; must be the same to open it
   */
  seal(secret: string, owner: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.current.bytes, iv).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${this.current.id}.${sealed.toString('base64url')}`;
  }

  /** @returns whether it was sealed with SECRETS_KEY, and not with the key before */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${VERSION}.${this.current.id}.`);
  }

  /**
   * @returns the secret that `seal` was given
   * @throws SecretUnreadableError if it was sealed with a key not known here or for another owner, or was changed
   */
  open(sealed: string, owner: string): string {
    const [version, keyId, data] = sealed.split('.');
    const key = this.known.get(keyId ?? '');
    if (version !== VERSION || key === undefined || data === undefined) {
      throw new SecretUnreadableError(
        `a stored secret of ${owner} was sealed neither with SECRETS_KEY nor with SECRETS_KEY_PREVIOUS`,
      );
    }
    const bytes = Buffer.from(data, 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES)
      throw new SecretUnreadableError(`a stored secret of ${owner} is cut short`);
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, IV_BYTES))
      .setAAD(Buffer.from(owner))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
      return text.toString('utf8');
    } catch (cause) {
      throw new SecretUnreadableError(`a stored secret of ${owner} does not match its seal`, { cause });
    }
  }
}

function deriveKey(secretsKey: string): Key {
  const derive = (context: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secretsKey, 'daily-declaration-returns', context, length));
  return { id: derive('key id', KEY_ID_BYTES).toString('hex'), bytes: derive('totp secrets', KEY_BYTES) };
}
