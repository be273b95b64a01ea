const MICROS_PER_UNIT = 1_000_000;
const DECIMALS = 6;
/** Beyond this, a double has lost its millionths. */
const LARGEST_DOUBLE = 9_007_199_254;
/** Up to here a product of a double and a million is right to a 256th of a millionth. */
const SURELY_ROUNDED = 2 ** 45;

/**
 * The millionth nearest to a double by its shortest decimal form, as people read it: 0.1 + 0.2 is 0.3; halves go away
 * from zero. Pure.
 * @returns null for what is not finite or has lost its millionths
 */
export function microsFromDouble(value: number): bigint | null {
  if (!(value >= -LARGEST_DOUBLE && value <= LARGEST_DOUBLE)) return null;
  const micros = value * MICROS_PER_UNIT;
  const nearest = Math.round(micros);
  const isSure = micros > -SURELY_ROUNDED && micros < SURELY_ROUNDED && Math.abs(micros - nearest) < 0.49;
  if (isSure) return BigInt(nearest);
  const digits = readDigits(String(value));
  return digits === null ? null : nearestMicros(digits);
}

/** A decimal number: its significant digits, how many of them are decimals, and its sign. */
export interface Digits {
  readonly negative: boolean;
  /** Without leading zeros. */
  readonly digits: string;
  /** Negative where zeros follow the digits. */
  readonly decimals: number;
}

/** Reads "-12.5", "1.25E-7" or "1e+21"; null for what is no number. Pure. */
export function readDigits(text: string): Digits | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return null;
  const [, sign, integer = '', fraction = '', exponent = '0'] = parts;
  return {
    negative: sign === '-',
    digits: (integer + fraction).replace(/^0+/, ''),
    decimals: fraction.length - Number(exponent),
  };
}

/** The millionths nearest to a number, halves away from zero. Pure. */
export function nearestMicros({ negative, digits, decimals }: Digits): bigint {
  const dropped = decimals - DECIMALS;
  const micros = dropped <= 0 ? BigInt(digits || '0') * 10n ** BigInt(-dropped) : withoutLast(digits, dropped);
  return negative ? -micros : micros;
}

function withoutLast(digits: string, dropped: number): bigint {
  if (digits.length < dropped) return 0n;
  const at = digits.length - dropped;
  const kept = BigInt(digits.slice(0, at) || '0');
  return digits.charCodeAt(at) >= '5'.charCodeAt(0) ? kept + 1n : kept;
}
