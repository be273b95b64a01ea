import { randomInt } from 'node:crypto';
import type { Types } from 'mongoose';
import { hashOf } from './opaque-token.js';

/** Without letters and digits that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;
const COUNT = 10;
const FORM = /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/;

/** @returns a code of some 79 random bits that people can write down and type: `k7wq-3npa-x2mf-9cbd` */
export function newWrittenCode(): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** @returns ten codes, each of which replaces a code of the authenticator app once */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: COUNT }, newWrittenCode);
}

/** Whether a value has the form of a written code, in any case. */
export function isWrittenCode(value: unknown): value is string {
  return typeof value === 'string' && FORM.test(value.trim().toLowerCase());
}

/** What is kept of a written code; another user's gives another hash. */
export function hashOfWrittenCode(userId: Types.ObjectId, code: string): string {
  return hashOf(`${userId.toHexString()} ${code.trim().toLowerCase()}`);
}
