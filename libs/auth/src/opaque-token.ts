import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** @returns a secret of 256 random bits, as base64url */
export function newOpaqueToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** What is kept of a secret that nobody can guess: enough to know it again, of no use to who reads it. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
