import { addDays, compareDates, type CalendarDate } from '#lib/calendar';
import {
  MAX_DAY_ROS,
  NO_POOLS,
  POOLS,
  POOL_NAMES,
  ZERO,
  ZERO_RATE,
  formatRate,
  perPool,
  sumMoney,
  sumRates,
  type Money,
  type PerPool,
  type Pool,
  type Rate,
} from '#lib/money';
import { InvalidDeclarationError } from './errors.js';

/** How far ahead a day can be declared. */
export const MAX_DAYS_AHEAD = 30;
export const MAX_DESCRIPTION = 500;

/** What a day pays. */
export interface DayValues {
  readonly rate: Rate;
  readonly pools: PerPool<Money>;
}

export const NO_VALUES: DayValues = { rate: ZERO_RATE, pools: NO_POOLS };

/** What of a day's values somebody asks for; what is left out stays as it is. */
export interface AskedValues {
  readonly rate?: Rate | undefined;
  readonly pools?: Readonly<Partial<Record<Pool, Money | undefined>>> | undefined;
}

/** @returns `before` with what is asked for in its place */
export function valuesAsked(before: DayValues, { rate, pools }: AskedValues): DayValues {
  return { rate: rate ?? before.rate, pools: perPool((pool) => pools?.[pool] ?? before.pools[pool]) };
}

/** @returns whether a request leaves out everything that it could ask for */
export function asksNothing({ pools, ...others }: AskedValues): boolean {
  return [...Object.values(others), ...Object.values(pools ?? {})].every((value) => value === undefined);
}

/** The fields of the pools' amounts, as requests and documents name them. */
export const AMOUNT_FIELDS: readonly string[] = POOLS.map((pool) => POOL_NAMES[pool].amount);

/** What several slots pay together. */
export function sumValues(slots: readonly DayValues[]): DayValues {
  return {
    rate: sumRates(slots.map(({ rate }) => rate)),
    pools: perPool((pool) => sumMoney(slots.map(({ pools }) => pools[pool]))),
  };
}

/** @returns whether no pool holds anything */
export function areEmpty(pools: PerPool<Money>): boolean {
  return POOLS.every((pool) => pools[pool] === ZERO);
}

/** @throws InvalidDeclarationError unless `date` is from today to today + 30 days */
export function assertDeclarable(date: CalendarDate, today: CalendarDate): void {
  const last = addDays(today, MAX_DAYS_AHEAD);
  if (compareDates(date, today) < 0 || compareDates(date, last) > 0) {
    throw new InvalidDeclarationError([{ field: 'date', message: `must be from today (${today}) to ${last}` }]);
  }
}

/** @throws InvalidDeclarationError if `date` is past */
export function assertNotPast(date: CalendarDate, today: CalendarDate): void {
  if (compareDates(date, today) < 0) {
    throw new InvalidDeclarationError([{ field: 'date', message: `must be today (${today}) or later` }]);
  }
}

/** @throws InvalidDeclarationError if nothing is above 0, or the ROS is over the day's maximum */
export function assertPaysSomething(values: DayValues): void {
  if (values.rate > MAX_DAY_ROS) {
    throw new InvalidDeclarationError([
      {
        field: 'rosPercentage',
        message: `must be at most ${formatRate(MAX_DAY_ROS)} for the day; got ${formatRate(values.rate)}`,
      },
    ]);
  }
  if (values.rate === 0n && areEmpty(values.pools)) {
    throw new InvalidDeclarationError(
      ['rosPercentage', ...AMOUNT_FIELDS].map((field) => ({
        field,
        message: 'must be above 0, or one of the other two must',
      })),
    );
  }
}
