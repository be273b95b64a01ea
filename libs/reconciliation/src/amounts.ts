import { microsFromStored } from '#lib/database';
import { ZERO, addMoney, formatMoney, moneyFromMicros, type Money } from '#lib/money';

/** An amount as it was found: exact, or null with the text of what stands in its place. Pure. */
export interface Found {
  readonly money: Money | null;
  readonly text: string;
}

export const NOTHING_FOUND: Found = { money: ZERO, text: '0' };

/** A stored amount; one that is not there is nothing. */
export function stored(value: unknown): Found {
  if (value === undefined || value === null) return NOTHING_FOUND;
  const micros = microsFromStored(value);
  if (micros === null) return { money: null, text: `not an exact amount: ${describe(value)}` };
  const money = moneyFromMicros(micros);
  return { money, text: formatMoney(money) };
}

/** A sum from the database, which is a whole number where no decimal was in it. */
export function summed(value: unknown): Found {
  const number = Number(value);
  if (typeof value !== 'object' && Number.isSafeInteger(number))
    return exactly(moneyFromMicros(BigInt(number) * 1_000_000n));
  return stored(value);
}

export function exactly(money: Money): Found {
  return { money, text: formatMoney(money) };
}

export function plus(a: Found, b: Found): Found {
  if (a.money === null) return a;
  return b.money === null ? b : exactly(addMoney(a.money, b.money));
}

/** Whether both are exact and the same. */
export function agree(a: Found, b: Found): boolean {
  return a.money !== null && a.money === b.money;
}

/**
 * Whether a stored balance is what the ledger says. One that holds no amount at all agrees with a ledger that holds
 * nothing: such a record cannot be paid, which its slots report.
 */
export function balances(ledger: Found, balance: Found): boolean {
  return agree(ledger, balance) || (balance.money === null && agree(ledger, NOTHING_FOUND));
}

function describe(value: unknown): string {
  return JSON.stringify(value) ?? typeof value;
}
