import { mongo } from 'mongoose';

/** Millionths of a stored number, of a double the nearest, worked out here anew: the tests do not trust the product's arithmetic. */
export function micros(value: unknown): bigint {
  if (typeof value === 'number') return micros(mongo.Decimal128.fromString(value.toFixed(6)));
  if (value instanceof mongo.Long) return BigInt(value.toString()) * 1_000_000n;
  if (!(value instanceof mongo.Decimal128)) throw new Error(`not a number: ${JSON.stringify(value)}`);
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]\d+))?$/.exec(value.toString());
  if (match === null) throw new Error(`not a finite number: ${value.toString()}`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const places = Number(exponent) - fraction.length + 6;
  const digits = BigInt(whole + fraction);
  const unit = 10n ** BigInt(Math.abs(places));
  if (places < 0 && digits % unit !== 0n) throw new Error(`finer than a millionth: ${value.toString()}`);
  const size = places < 0 ? digits / unit : digits * unit;
  return sign === '-' ? -size : size;
}

/** Like `micros`, or null where the stored value is broken. */
export function microsOrNull(value: unknown): bigint | null {
  try {
    return micros(value);
  } catch {
    return null;
  }
}

export function sum(values: Iterable<bigint>): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}

/** `1234567` millionths as `1.234567`, for messages. */
export function usdt(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(7, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
