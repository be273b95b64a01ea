import { describeProblem, formatMicros, microsToNumber, quoteInput, readMicros } from './decimal.js';

declare const brand: unique symbol;

/**
 * An exact amount of money: a whole number of 0.000001 USDT. Compare with the plain operators (`<`, `===`); add and
 * subtract with the functions below, which keep the type. May be negative as a difference.
 *
 * @see docs/specification.md 2, Money
 */
export type Money = bigint & { readonly [brand]: 'Money' };

/** No money. */
export const ZERO = 0n as Money;

/** The largest amount that is accepted as input: 1,000,000,000 USDT (docs/specification.md 2, Money). */
export const MAX_AMOUNT = 1_000_000_000_000_000n as Money;

/** An amount that cannot be accepted; the message says what would be right. */
export class InvalidAmountError extends Error {
  readonly code = 'INVALID_AMOUNT';
  override readonly name = 'InvalidAmountError';
}

/**
 * Takes a number of 0.000001 USDT as money, as it is: any size, any sign.
 *
 * @param micros millionths of a USDT: 1_500_000n is 1.5 USDT
 */
export function moneyFromMicros(micros: bigint): Money {
  return micros as Money;
}

/** The exact sum of two amounts. */
export function addMoney(a: Money, b: Money): Money {
  return (a + b) as Money;
}

/** `a` less `b`, exactly; negative when `b` is more. */
export function subtractMoney(a: Money, b: Money): Money {
  return (a - b) as Money;
}

/** The exact sum of any number of amounts; of none it is `ZERO`. */
export function sumMoney(amounts: Iterable<Money>): Money {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum as Money;
}

/** The smaller of two amounts. */
export function minMoney(a: Money, b: Money): Money {
  return a < b ? a : b;
}

/**
 * Reads an amount that a client sent.
 *
 * @param input USDT as a JSON number (read by its shortest decimal form, so 0.1 + 0.2 is refused for its 17 decimals)
 *   or as a string in plain decimal notation such as "1234.56"
 * @returns the exact amount, 0 to 1,000,000,000 USDT
 * @throws InvalidAmountError if it is not such a number, is negative, too large, or has more than 6 decimals (zeros
 *   after the sixth do not count)
 * @see docs/specification.md 2, Money
 */
export function parseMoney(input: number | string): Money {
  const micros = readMicros(input);
  if (typeof micros === 'string') {
    throw new InvalidAmountError(`The amount ${describeProblem(micros)}; got ${quoteInput(input)}.`);
  }
  if (micros > MAX_AMOUNT) {
    throw new InvalidAmountError(`The amount must be at most ${formatMoney(MAX_AMOUNT)}; got ${quoteInput(input)}.`);
  }
  return micros as Money;
}

/**
 * The exact amount in USDT as a decimal string without trailing zeros: "1234.56", "0", "-0.000001". Decimal128 reads
 * it back to the same value.
 */
export function formatMoney(money: Money): string {
  return formatMicros(money);
}

/**
 * The amount in USDT as a number for JSON: the nearest double, which prints exactly up to 15 significant digits (every
 * amount below 1,000,000,000 USDT). For output only; never calculate with it.
 */
export function moneyToNumber(money: Money): number {
  return microsToNumber(money);
}
