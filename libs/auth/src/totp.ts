import { generateSecret, generateSync, generateURI, verify } from 'otplib';

/** RFC 6238's time step. */
const STEP_SECONDS = 30;
const ISSUER = 'Daily Declaration Returns';
const FORM = /^\d{6}$/;

/** Whether a value has the form of a code: a string of 6 digits. */
export function isCode(value: unknown): value is string {
  return typeof value === 'string' && FORM.test(value);
}

/** @returns a new random secret, base32, 160 bits */
export function newTotpSecret(): string {
  return generateSecret();
}

/**
 * A secret of another service in the form in which codes are checked: capitals, without spaces and padding. Pure.
 * @returns null for what no code can be made from: no base32, or not 16 to 64 bytes
 */
export function usableTotpSecret(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const secret = value.replaceAll(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  try {
    generateSync({ secret, epoch: 0, period: STEP_SECONDS });
    return secret;
  } catch {
    return null;
  }
}

/** @returns the `otpauth://` URI that authenticator apps read as a QR code; it contains the secret */
export function otpauthUri(secret: string, label: string): string {
  return generateURI({ issuer: ISSUER, label, secret });
}

/**
 * Finds the time step that a code belongs to, one step of drift either way (RFC 6238, 6 digits, 30 s, SHA-1).
 * @param code 6 digits
 * @returns the step, counted from 1970, or null if the code is not one of these three
 */
export async function stepOfCode(secret: string, code: string, now: Date): Promise<number | null> {
  const epoch = Math.floor(now.getTime() / 1000);
  const result = await verify({ secret, token: code, epoch, period: STEP_SECONDS, epochTolerance: STEP_SECONDS });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

/** Seconds until an authenticator app shows the first code after `step`; at least 1. */
export function secondsUntilAfter(step: number, now: Date): number {
  return Math.max(1, Math.ceil((step + 1) * STEP_SECONDS - now.getTime() / 1000));
}
