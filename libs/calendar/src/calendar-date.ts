import { quote } from './quote.js';

declare const brand: unique symbol;

/**
 * A real date of the Gregorian calendar, `YYYY-MM-DD`, from 0001-01-01 to 9999-12-31. It names a day, not an instant:
 * which instants belong to it depends on a time zone. Dates order as strings do.
 *
 * @see docs/specification.md 2, Date
 */
export type CalendarDate = string & { readonly [brand]: 'CalendarDate' };

/** A text that is no real date, or a calculation that leaves the years 0001 to 9999. */
export class InvalidDateError extends Error {
  readonly code = 'INVALID_DATE';
  override readonly name = 'InvalidDateError';
}

/** Days of the calendar, without a zone: always 24 hours. */
export const MS_PER_DAY = 86_400_000;

const FORM = /^\d{4}-\d{2}-\d{2}$/;
const FIRST_DAY_MS = Date.parse('0001-01-01');
const LAST_DAY_MS = Date.parse('9999-12-31');

/**
 * Reads a date.
 *
 * @param text `YYYY-MM-DD`, a day that exists in the calendar, year 0001 to 9999
 * @throws InvalidDateError saying what is wrong with it
 * @see docs/specification.md 2, Date
 */
export function parseCalendarDate(text: string): CalendarDate {
  if (isCalendarDate(text)) return text;
  if (typeof text === 'string' && FORM.test(text)) {
    throw new InvalidDateError(`must be a real date, such as 2026-02-12; ${text} is not a day of the calendar.`);
  }
  throw new InvalidDateError(`must be written YYYY-MM-DD, such as 2026-02-12; got ${quote(text)}.`);
}

/** Whether a value is a date that `parseCalendarDate` accepts. */
export function isCalendarDate(value: unknown): value is CalendarDate {
  if (typeof value !== 'string' || !FORM.test(value)) return false;
  const ms = Date.parse(value);
  // V8 reads 30 February as 2 March: only a text that comes back unchanged is a real day.
  return ms >= FIRST_DAY_MS && new Date(ms).toISOString().startsWith(value);
}

/**
 * The date `days` later (earlier when negative).
 *
 * @throws RangeError if `days` is not a whole number
 * @throws InvalidDateError if the result leaves the years 0001 to 9999
 */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  if (!Number.isSafeInteger(days)) throw new RangeError(`Days to add must be a whole number; got ${days}`);
  return dateFromUtcMidnight(utcMidnight(date) + days * MS_PER_DAY);
}

/** How many days `to` lies after `from`: 0 on the same date, negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return (utcMidnight(to) - utcMidnight(from)) / MS_PER_DAY;
}

/** Negative if `a` is earlier than `b`, positive if later, 0 if the same: for `sort`. */
export function compareDates(a: CalendarDate, b: CalendarDate): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Milliseconds from 1970-01-01 to the date on a calendar without zones. */
export function utcMidnight(date: CalendarDate): number {
  return Date.parse(date);
}

/**
 * The date whose `utcMidnight` this is.
 *
 * @throws InvalidDateError outside the years 0001 to 9999
 */
export function dateFromUtcMidnight(ms: number): CalendarDate {
  if (!(ms >= FIRST_DAY_MS && ms <= LAST_DAY_MS)) {
    throw new InvalidDateError('The date lies outside the years 0001 to 9999.');
  }
  return new Date(ms).toISOString().slice(0, 10) as CalendarDate;
}
