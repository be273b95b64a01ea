import { InvalidDateError, MS_PER_DAY, dateFromUtcMidnight, utcMidnight } from './calendar-date.js';
import type { CalendarDate } from './calendar-date.js';
import { wallAt } from './time-zone.js';
import type { WallMs } from './time-zone.js';
import { firstInstantFrom } from './wall-to-instant.js';

/**
 * The date that a calendar in `zone` shows at an instant.
 *
 * @throws InvalidDateError if the instant is an invalid Date or the date leaves the years 0001 to 9999
 * @throws InvalidTimeZoneError for an unknown zone
 * @see docs/specification.md 2, Date
 */
export function dateInZone(instant: Date, zone: string): CalendarDate {
  return dateFromUtcMidnight(wallMidnight(instant, zone));
}

/**
 * Whether a calendar in `zone` shows `date` at an instant, of whatever year.
 *
 * @throws InvalidDateError if the instant is an invalid Date
 * @throws InvalidTimeZoneError for an unknown zone
 */
export function isOnDate(instant: Date, date: CalendarDate, zone: string): boolean {
  return wallMidnight(instant, zone) === utcMidnight(date);
}

function wallMidnight(instant: Date, zone: string): WallMs {
  const ms = instant.getTime();
  if (Number.isNaN(ms)) throw new InvalidDateError('An invalid Date lies on no date.');
  return Math.floor(wallAt(ms, zone) / MS_PER_DAY) * MS_PER_DAY;
}

/** The instants of a date: `start` is its first, `end` the first of the next date (not part of it). */
export interface DayBounds {
  readonly start: Date;
  readonly end: Date;
}

/**
 * The first moment of `date` in `zone`, and of the date after it. A day may last 23, 24, 25 or other hours; where
 * midnight does not exist it begins later, as clocks there do; a date that a zone skipped altogether begins and ends at
 * the same instant. Where clocks go back over midnight the date begins when it is first shown.
 *
 * @throws InvalidTimeZoneError for an unknown zone
 * @see docs/specification.md 2, Date
 */
export function dayBounds(date: CalendarDate, zone: string): DayBounds {
  const midnight = utcMidnight(date);
  return {
    start: new Date(firstInstantFrom(midnight, zone)),
    end: new Date(firstInstantFrom(midnight + MS_PER_DAY, zone)),
  };
}
