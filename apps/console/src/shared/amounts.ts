const MILLIONTHS = 6;
const LEAST_DECIMALS = 2;
const GROUPS = /\B(?=(\d{3})+(?!\d))/g;

/** An amount as it is written: never rounded, at least two decimals. */
export interface WrittenAmount {
  readonly whole: string;
  /** With its point. */
  readonly fraction: string;
}

/** @param amount USDT with at most 6 decimals, as the API gives them: a double holds those exactly */
export function writeAmount(amount: number): WrittenAmount {
  const [whole = '0', decimals = ''] = amount.toFixed(MILLIONTHS).split('.');
  const short = decimals.replace(/0+$/, '').padEnd(LEAST_DECIMALS, '0');
  return { whole: whole.replace(GROUPS, ' '), fraction: `.${short}` };
}

/** `12 345.50 USDT` */
export function usdt(amount: number): string {
  const { whole, fraction } = writeAmount(amount);
  return `${whole}${fraction} USDT`;
}

export function count(number: number): string {
  return String(number).replace(GROUPS, ' ');
}

/** `1 stake`, `3 stakes` */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A percentage as it is, without the digits of a double's arithmetic. */
export function percent(rate: number): string {
  return `${String(Number(rate.toFixed(MILLIONTHS)))} %`;
}

const MILLIONTHS_IN_ONE = 1_000_000;

/** A sum of amounts, worked out in whole millionths. */
export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + Math.round(amount * MILLIONTHS_IN_ONE), 0) / MILLIONTHS_IN_ONE;
}
