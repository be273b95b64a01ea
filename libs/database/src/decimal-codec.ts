import {
  type Money,
  type Rate,
  ZERO,
  decimalStringToMicros,
  formatMicros,
  moneyFromMicros,
  rateFromMicros,
} from '#lib/money';
import { mongo } from 'mongoose';
import { decimalFromMicros, microsFromDecimal } from './decimal-bytes.js';
import { microsFromDouble, nearestMicros, readDigits } from './nearest-micros.js';

export type Decimal128 = mongo.Decimal128;
const { Decimal128: DecimalType, Long: LongType } = mongo;

const MICROS_PER_UNIT = 1_000_000n;

/** A stored value is no amount: no number, not finite, too large, or finer than 0.000001. */
export class NotAnAmountError extends Error {
  readonly code = 'NOT_AN_AMOUNT';
}

/** One text for all ways in which the same number may be stored: "0.5" for 0.50, as long as it has 6 decimals at most. */
export function decimalText(value: Decimal128): string {
  const micros = microsFromDecimal(value) ?? decimalStringToMicros(value.toString());
  return micros === null ? value.toString() : formatMicros(micros);
}

/** Money as it is stored. */
export function moneyToDecimal(money: Money): Decimal128 {
  return decimalFromMicros(money);
}

/** A percentage as it is stored. */
export function rateToDecimal(rate: Rate): Decimal128 {
  return decimalFromMicros(rate);
}

/**
 * Options for reads of amounts that others may have written: a 64-bit integer comes as `Long`, so that a number in
 * JavaScript above 9,007,199,254 is surely a double. Without them the driver makes numbers of both.
 */
export const EXACT_NUMBERS = { promoteLongs: false } as const;

/**
 * The millionths that a stored number stands for, or null if it is no amount (docs/specification.md 2, "Money"):
 * - Decimal128 as it is, with at most 6 decimals; finer ones only as `microsOfDecimal` says;
 * - integers of 32 and 64 bits as they are;
 * - a double stands for the nearest millionth (0.1 + 0.2 for 0.3); beyond 9,007,199,254 it has lost its millionths.
 *
 * Text, null, NaN and infinities are no amounts. For records that others wrote and that may be bad; read them with
 * `EXACT_NUMBERS` where integers above 9,007,199,254 are to count.
 */
export function microsFromStored(value: unknown): bigint | null {
  if (value instanceof DecimalType) return withinReach(microsFromDecimal(value) ?? microsOfDecimal(value));
  if (typeof value === 'number') return microsFromDouble(value);
  if (value instanceof LongType) return BigInt(value.toString()) * MICROS_PER_UNIT;
  return typeof value === 'bigint' ? value * MICROS_PER_UNIT : null;
}

/** How a balance stands in its document, for whoever is to add to it. */
export type StoredBalance = GoodBalance | { readonly kind: 'broken' };

/** A balance that can be added to. */
export interface GoodBalance {
  /**
   * `decimal`: a Decimal128, or nothing yet, so that `$inc` is exact. `number`: another number, which is to be replaced by the
   * sum of what it stands for and what is added, because adding to a double would keep what is noise in it.
   */
  readonly kind: 'decimal' | 'number';
  readonly standsFor: Money;
}

const NOTHING_YET: StoredBalance = { kind: 'decimal', standsFor: ZERO };
const BROKEN: StoredBalance = { kind: 'broken' };

/** @param value what the field holds; undefined when it is not there */
export function storedBalance(value: unknown): StoredBalance {
  if (value === undefined) return NOTHING_YET;
  const micros = microsFromStored(value);
  if (micros === null) return BROKEN;
  return { kind: value instanceof DecimalType ? 'decimal' : 'number', standsFor: moneyFromMicros(micros) };
}

/** @throws NotAnAmountError if the stored value is not an exact amount */
export function moneyFromDecimal(value: unknown): Money {
  return moneyFromMicros(exactMicros(value));
}

/** @throws NotAnAmountError if the stored value is not an exact percentage */
export function rateFromDecimal(value: unknown): Rate {
  return rateFromMicros(exactMicros(value));
}

function exactMicros(value: unknown): bigint {
  const micros = microsFromStored(value);
  if (micros === null) throw new NotAnAmountError(`stored value ${String(value)} is not an exact decimal amount`);
  return micros;
}

/** Decimal128 keeps 34 digits: beyond this, adding a millionth would be lost in silence. */
const TOO_MANY_MICROS = 10n ** 27n;

function withinReach(micros: bigint | null): bigint | null {
  return micros !== null && micros > -TOO_MANY_MICROS && micros < TOO_MANY_MICROS ? micros : null;
}

/** Fewer digits than these no conversion of a double leaves, whatever was added to it. */
const DIGITS_OF_A_DOUBLE = 15;
/** As many decimals nobody gives to USDT; a double of less than 100,000 leaves them. */
const DECIMALS_OF_A_DOUBLE = 10;

/**
 * The slow way, and the rule for numbers finer than a millionth. When another service adds a double to a Decimal128
 * with `$inc`, MongoDB makes of it a decimal of 15 significant digits: 5.25 comes as 5.25000000000000, a third as
 * 0.333333333333333. Where a number bears that mark (10 decimals or more, or 15 digits in all), what is beyond
 * the sixth decimal comes from a double, and the sum stands for the nearest millionth as the double did. Any other
 * finer number was written as such, and is no amount of money.
 */
function microsOfDecimal(value: Decimal128): bigint | null {
  const text = value.toString();
  const exact = decimalStringToMicros(text);
  if (exact !== null) return exact;
  const digits = readDigits(text);
  if (digits === null) return null;
  const isOfDouble = digits.decimals >= DECIMALS_OF_A_DOUBLE || digits.digits.length >= DIGITS_OF_A_DOUBLE;
  return isOfDouble ? nearestMicros(digits) : null;
}
