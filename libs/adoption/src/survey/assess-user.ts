import type { Types } from 'mongoose';
import { usableTotpSecret } from '#lib/auth';
import { RANKS } from '#lib/config';
import { NO_OTHER_ENTRIES, type Movements, type OtherEntries } from '#lib/ledger';
import { valueAt } from '#lib/database';
import type { OddRecord, Oddity } from './odd-records.js';
import { isDecimal, rawMicros, shown } from './raw-values.js';

/** A user as `RAW` reads one. */
export type UserRecord = Readonly<Record<string, unknown>> & { readonly _id: Types.ObjectId };

/** What the ledger holds for one user: others' entries, and the sum of ours in millionths. */
export interface UserEntries {
  readonly others: OtherEntries;
  readonly ours: bigint;
}

export const NO_ENTRIES: UserEntries = { others: NO_OTHER_ENTRIES, ours: 0n };

/** What adoption does with one user. */
export interface UserAssessment {
  readonly id: Types.ObjectId;
  /** Set where the wallet becomes a Decimal128. */
  readonly convert: { readonly from: unknown; readonly micros: bigint } | null;
  /** Set where an opening entry is written. */
  readonly opening: { readonly micros: bigint; readonly covers: Movements } | null;
  /** Of an admin whose 2FA can go on. */
  readonly secret: string | null;
  readonly hasPasswordHash: boolean;
  /** Whether the platform's entries explain its wallet; null: it has none, or holds no amount. */
  readonly explained: boolean | null;
  readonly odd: readonly OddRecord[];
}

/** Fields of a user that a mapping may name otherwise. */
export interface UserFields {
  readonly password: string;
  readonly twoFAEnabled: string;
  readonly twoFASecret: string;
}

/** Pure. */
export function assessUser(user: UserRecord, entries: UserEntries, fields: UserFields): UserAssessment {
  const odd: OddRecord[] = [];
  const note = (reason: Oddity, field: string, value: unknown): void => {
    odd.push({ collection: 'users', id: user._id.toHexString(), field, reason, value: shown(value) });
  };
  const earnings = earningsOf(user['wallets']);
  const micros = earnings === undefined ? 0n : rawMicros(earnings);
  if (micros === null) note('WALLET_NO_AMOUNT', 'wallets.earnings', earnings);
  else if (micros < 0n) note('WALLET_NEGATIVE', 'wallets.earnings', earnings);
  if (typeof user['email'] !== 'string' || user['email'].trim() === '') note('EMAIL_MISSING', 'email', user['email']);
  const { rank } = user;
  if (rank !== undefined && rank !== null && !RANKS.some((known) => known === rank)) note('RANK_UNKNOWN', 'rank', rank);
  const hasTwoFA = user['role'] === 'admin' && valueAt(user, fields.twoFAEnabled) === true;
  const secret = hasTwoFA ? usableTotpSecret(valueAt(user, fields.twoFASecret)) : null;
  if (hasTwoFA && secret === null) note('SECRET_UNUSABLE', fields.twoFASecret, 'not shown');
  return {
    id: user._id,
    convert: micros === null || earnings === undefined || isDecimal(earnings) ? null : { from: earnings, micros },
    opening: micros === null ? null : openingOf(micros, entries),
    secret,
    hasPasswordHash: isPasswordHash(valueAt(user, fields.password)),
    explained: micros === null ? null : isExplained(micros, entries),
    odd,
  };
}

/** Null, too, where the server cannot make `wallets.earnings`. */
function earningsOf(wallets: unknown): unknown {
  if (wallets === undefined) return undefined;
  if (typeof wallets !== 'object' || wallets === null || Object.getPrototypeOf(wallets) !== Object.prototype)
    return null;
  return (wallets as { earnings?: unknown }).earnings;
}

/** From it on: wallet = opening + ours + (others' then - what it covers). */
function openingOf(wallet: bigint, { others, ours }: UserEntries): UserAssessment['opening'] {
  if (others.openings.count > 0) return null;
  const micros = wallet - ours;
  return micros === 0n && others.moved.count === 0 ? null : { micros, covers: others.moved };
}

function isExplained(wallet: bigint, { others, ours }: UserEntries): boolean | null {
  const { moved, openings, covered } = others;
  const known = openings.count === 0 ? moved : covered;
  if (known.count === 0) return null;
  return openings.count === 0 ? wallet - ours === moved.micros : openings.micros === covered.micros;
}

function isPasswordHash(value: unknown): boolean {
  return typeof value === 'string' && /^\$(2[abxy]|argon2|scrypt|pbkdf2)/.test(value);
}
