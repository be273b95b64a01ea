import { addDays, compareDates, type CalendarDate } from '#lib/calendar';
import { MAX_DAY_ROS, ZERO, formatRate, sumMoney, sumRates, type Money, type Rate } from '#lib/money';
import { InvalidDeclarationError } from './errors.js';

/** How far ahead a day can be declared. */
export const MAX_DAYS_AHEAD = 30;
export const MAX_DESCRIPTION = 500;

/** What a day pays. */
export interface DayValues {
  readonly rate: Rate;
  readonly premiumPool: Money;
  readonly performancePool: Money;
}

/** What several slots pay together. */
export function sumValues(slots: readonly DayValues[]): DayValues {
  return {
    rate: sumRates(slots.map(({ rate }) => rate)),
    premiumPool: sumMoney(slots.map(({ premiumPool }) => premiumPool)),
    performancePool: sumMoney(slots.map(({ performancePool }) => performancePool)),
  };
}

/** The pools as values carry them. */
export const POOL_FIELDS = ['premiumPool', 'performancePool'] as const;
export type PoolField = (typeof POOL_FIELDS)[number];

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
  if (values.rate === 0n && values.premiumPool === ZERO && values.performancePool === ZERO) {
    throw new InvalidDeclarationError(
      ['rosPercentage', 'premiumPoolAmount', 'performancePoolAmount'].map((field) => ({
        field,
        message: 'must be above 0, or one of the other two must',
      })),
    );
  }
}
