import { type Money, type Rate, decimalStringToMicros, moneyFromMicros, rateFromMicros } from '#lib/money';
import { mongo } from 'mongoose';
import { decimalFromMicros, microsFromDecimal } from './decimal-bytes.js';

export type Decimal128 = mongo.Decimal128;
const { Decimal128: DecimalType } = mongo;

/** A stored number is not an exact amount: not a Decimal128, not finite, or finer than 0.000001. */
export class NotAnAmountError extends Error {
  readonly code = 'NOT_AN_AMOUNT';
}

/** Money as it is stored. */
export function moneyToDecimal(money: Money): Decimal128 {
  return decimalFromMicros(money);
}

/** A percentage as it is stored. */
export function rateToDecimal(rate: Rate): Decimal128 {
  return decimalFromMicros(rate);
}

/** Decimal128 keeps 34 digits: beyond this, adding a millionth would be lost in silence. */
const TOO_MANY_MICROS = 10n ** 27n;

/**
 * Exact micros of a stored value, or null if it is not a Decimal128 that is finite, has at most 6 decimals and is small
 * enough to be added to exactly.
 * For records that others wrote and that may be bad.
 */
export function microsFromStored(value: unknown): bigint | null {
  if (!(value instanceof DecimalType)) return null;
  const micros = microsFromDecimal(value) ?? decimalStringToMicros(value.toString());
  return micros !== null && micros > -TOO_MANY_MICROS && micros < TOO_MANY_MICROS ? micros : null;
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
