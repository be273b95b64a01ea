import { microsFromStored } from '#lib/database';
import { ZERO, addMoney, formatMoney, moneyFromMicros, type Money } from '#lib/money';

/** An amount as it was found: exact, or in words what stands in its place. Pure. */
export type Found = Money | string;

/** A stored amount, or a sum of some; one that is not there is nothing. */
export function stored(value: unknown): Found {
  if (value === undefined || value === null) return ZERO;
  const micros = microsFromStored(value);
  return micros === null ? `not an exact amount: ${JSON.stringify(value) ?? typeof value}` : moneyFromMicros(micros);
}

export function isExact(found: Found): found is Money {
  return typeof found === 'bigint';
}

/** The sum; if one of them is not exact, that one. */
export function plus(a: Found, b: Found): Found {
  if (!isExact(a)) return a;
  return isExact(b) ? addMoney(a, b) : b;
}

/** Whether both are exact and the same. */
export function agree(a: Found, b: Found): boolean {
  return isExact(a) && a === b;
}

/**
 * Whether a stored balance is what the ledger says. One that holds no amount at all agrees with a ledger that holds
 * nothing: such a record cannot be paid, which its slots report.
 */
export function balances(ledger: Found, balance: Found): boolean {
  return agree(ledger, balance) || (!isExact(balance) && agree(ledger, ZERO));
}

/** For a report: an exact decimal, or what was found instead. */
export function toText(found: Found): string {
  return isExact(found) ? formatMoney(found) : found;
}
