import { isCalendarDate, utcMidnight } from './calendar-date.js';
import type { CalendarDate } from './calendar-date.js';
import { InvalidTimeError, instantAt, isClockTime } from './instant-at.js';
import { quote } from './quote.js';

const MS_PER_MINUTE = 60_000;

const ISO_INSTANT =
  /^(?<date>\d{4}-\d{2}-\d{2})T(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d)(?::(?<seconds>[0-5]\d(?:\.\d{1,3})?))?(?:Z|(?<sign>[+-])(?<offsetHours>[01]\d|2[0-3]):(?<offsetMinutes>[0-5]\d))$/;

const FORMS =
  'an ISO 8601 instant with Z or an offset, such as 2026-02-12T14:30:00.000Z or 2026-02-12T14:30:00+01:00, ' +
  'or a time of day, HH:mm or HH:mm:ss';

/**
 * Reads when something is to run.
 *
 * @param text an ISO 8601 instant with `Z` or an offset (a real date; seconds and milliseconds may be left out), or
 *   `HH:mm[:ss]`, meant on `date` in `zone`
 * @returns the instant; whether it falls on `date` is for the caller to ask (`isOnDate`)
 * @throws InvalidTimeError if the text is neither, or names a time that clocks skip or show twice on that date
 * @throws InvalidTimeZoneError for an unknown zone
 * @see docs/specification.md 3.2, scheduledFor
 */
export function parseScheduledFor(text: string, { date, zone }: { date: CalendarDate; zone: string }): Date {
  if (isClockTime(text)) return instantAt(date, text, zone);
  return parseInstant(text);
}

function parseInstant(text: string): Date {
  const parts = typeof text === 'string' ? ISO_INSTANT.exec(text)?.groups : undefined;
  if (parts === undefined) throw new InvalidTimeError(`must be ${FORMS}; got ${quote(text)}.`);
  if (!isCalendarDate(parts.date)) {
    throw new InvalidTimeError(`must lie on a real date; ${parts.date} is not a day of the calendar.`);
  }

  const { date, hours, minutes, seconds = '0', sign, offsetHours = '0', offsetMinutes = '0' } = parts;
  const wall = utcMidnight(date) + minutesOf(hours, minutes) + Math.round(Number(seconds) * 1000);
  const offset = minutesOf(offsetHours, offsetMinutes);
  return new Date(sign === '-' ? wall + offset : wall - offset);
}

function minutesOf(hours: string | undefined, minutes: string | undefined): number {
  return (Number(hours) * 60 + Number(minutes)) * MS_PER_MINUTE;
}
