import { daysBetween, type CalendarDate } from '#lib/calendar';
import { ValidationFailedError } from '../answers/errors.js';

/** The most days that one request may ask for: a leap year. */
export const MAX_DAYS = 366;

/** Dates from the first to the last, both included, each with the name of the field that says it. */
export interface DateRange {
  readonly first: { readonly field: string; readonly date: CalendarDate };
  readonly last: { readonly field: string; readonly date: CalendarDate };
}

/** @throws ValidationFailedError if the range is empty or too long */
export function assertDateRange({ first, last }: DateRange): void {
  const days = daysBetween(first.date, last.date) + 1;
  const refuse = (message: string): never => {
    throw new ValidationFailedError([{ field: last.field, message, value: last.date }]);
  };
  if (days < 1) refuse(`must not be before ${first.field} (${first.date})`);
  if (days > MAX_DAYS) refuse(`must be at most ${MAX_DAYS} days from ${first.field} (${first.date}), both counted`);
}
