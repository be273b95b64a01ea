import { describeProblem, formatMicros, microsToNumber, quoteInput, readMicros } from './decimal.js';

declare const brand: unique symbol;

/**
 * An exact percentage: a whole number of millionths of a percent, so 0.55 % is 550000n. Compare with the plain
 * operators.
 *
 * @see docs/specification.md 2, ROS percentage
 */
export type Rate = bigint & { readonly [brand]: 'Rate' };

/** 0 %. */
export const ZERO_RATE = 0n as Rate;

/** The most ROS that one date may carry over all its slots: 2.2 % (docs/specification.md 2, ROS percentage). */
export const MAX_DAY_ROS = 2_200_000n as Rate;

/** A percentage that cannot be accepted; the message says what would be right. */
export class InvalidRateError extends Error {
  readonly code = 'INVALID_RATE';
  override readonly name = 'InvalidRateError';
}

/**
 * Reads a ROS percentage that a client sent.
 *
 * @param input percent, as a JSON number or a string in plain decimal notation: 0.55 or "0.55" for 0.55 %
 * @returns the exact rate, 0 to 2.2 % inclusive
 * @throws InvalidRateError if it is not such a number, is out of range, or has more than 6 decimals (zeros after the
 *   sixth do not count)
 * @see docs/specification.md 2, ROS percentage
 */
export function parseRosPercentage(input: number | string): Rate {
  const micros = readMicros(input);
  if (typeof micros === 'string') {
    throw new InvalidRateError(`The ROS percentage ${describeProblem(micros)}; got ${quoteInput(input)}.`);
  }
  if (micros > MAX_DAY_ROS) {
    throw new InvalidRateError(
      `The ROS percentage must be from 0 to ${formatRate(MAX_DAY_ROS)}; got ${quoteInput(input)}.`,
    );
  }
  return micros as Rate;
}

/**
 * Takes a number of millionths of a percent as a rate, as it is and without a limit.
 *
 * @param micros millionths of a percent: 550_000n is 0.55 %
 */
export function rateFromMicros(micros: bigint): Rate {
  return micros as Rate;
}

/** The exact sum of two rates; it may pass `MAX_DAY_ROS`, which the caller compares. */
export function addRates(a: Rate, b: Rate): Rate {
  return (a + b) as Rate;
}

/** The exact sum of any number of rates, of none `ZERO_RATE`; it may pass `MAX_DAY_ROS`, which the caller compares. */
export function sumRates(rates: Iterable<Rate>): Rate {
  let sum = 0n;
  for (const rate of rates) sum += rate;
  return sum as Rate;
}

/** The exact percentage as a decimal string without sign of percent or trailing zeros: "0.55". */
export function formatRate(rate: Rate): string {
  return formatMicros(rate);
}

/** The percentage as a number for JSON (0.55 for 0.55 %): the nearest double. For output only. */
export function rateToNumber(rate: Rate): number {
  return microsToNumber(rate);
}
