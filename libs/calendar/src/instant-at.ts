import { utcMidnight } from './calendar-date.js';
import type { CalendarDate } from './calendar-date.js';
import { quote } from './quote.js';
import { firstInstantFrom, gapAround, instantsShowing } from './wall-to-instant.js';
import type { WallMs } from './time-zone.js';

/** A time that cannot be accepted: badly written, or not one clear instant; the message says what would be right. */
export class InvalidTimeError extends Error {
  readonly code = 'INVALID_TIME';
  override readonly name = 'InvalidTimeError';
}

const CLOCK_TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const MS_PER_MINUTE = 60_000;

/** Whether a value is a time of day as `instantAt` reads it: `HH:mm` or `HH:mm:ss`, 00:00 to 23:59:59. */
export function isClockTime(value: unknown): value is string {
  return typeof value === 'string' && CLOCK_TIME.test(value);
}

/**
 * The instant at which the wall clocks of `zone` show a time on a date.
 *
 * @param time `HH:mm` or `HH:mm:ss`, 00:00 to 23:59:59
 * @throws InvalidTimeError if the time is badly written, if clocks skip it on that date, or if they show it twice (then
 *   only an ISO instant with an offset can tell which is meant)
 * @throws InvalidTimeZoneError for an unknown zone
 * @see docs/specification.md 3.2, scheduledFor
 */
export function instantAt(date: CalendarDate, time: string, zone: string): Date {
  const wall = wallOf(date, time);
  const [instant, second] = instantsShowing(wall, zone);
  if (instant === undefined) throw new InvalidTimeError(skipped(wall, zone));
  if (second !== undefined) throw new InvalidTimeError(shownTwice(wall, zone, instant, second));
  return new Date(instant);
}

/**
 * The first instant at which the wall clocks of `zone` show a time on a date, or more: for a time that nobody chose for
 * that very date, such as a default, and that must not fail. Where clocks skip the time it is the end of the gap (on a
 * later date, if they skip the rest of this one); where they show it twice, the first.
 *
 * @param time `HH:mm` or `HH:mm:ss`, 00:00 to 23:59:59
 * @throws InvalidTimeError if the time is badly written
 * @throws InvalidTimeZoneError for an unknown zone
 * @see docs/specification.md 5, DEFAULT_DISTRIBUTION_TIME
 */
export function instantAtOrAfter(date: CalendarDate, time: string, zone: string): Date {
  return new Date(firstInstantFrom(wallOf(date, time), zone));
}

function wallOf(date: CalendarDate, time: string): WallMs {
  const match = CLOCK_TIME.exec(time);
  if (match === null) {
    throw new InvalidTimeError(`A time must be written HH:mm or HH:mm:ss, from 00:00 to 23:59:59; got ${quote(time)}.`);
  }
  const [, hours, minutes, seconds = 0] = match;
  return utcMidnight(date) + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

function skipped(wall: WallMs, zone: string): string {
  const { before, after } = gapAround(wall, zone);
  return (
    `${showWall(wall)} does not exist in ${zone}: clocks there go forward from ${showWall(before)} to ` +
    `${showWall(after)}. Give a time before or after that gap.`
  );
}

function shownTwice(wall: WallMs, zone: string, first: number, second: number): string {
  return (
    `${showWall(wall)} happens twice in ${zone}, as clocks there go back. Give the instant with its offset instead: ` +
    `${showInstant(wall, first)} for the first, ${showInstant(wall, second)} for the second.`
  );
}

function showWall(wall: WallMs): string {
  return new Date(wall).toISOString().slice(0, 19).replace('T', ' ');
}

function showInstant(wall: WallMs, instant: number): string {
  const offset = wall - instant;
  // ISO 8601 offsets have no seconds; some zones of old times do.
  if (offset % MS_PER_MINUTE !== 0) return new Date(instant).toISOString();

  const minutes = Math.abs(offset) / MS_PER_MINUTE;
  const hh = String(Math.floor(minutes / 60)).padStart(2, '0');
  const mm = String(minutes % 60).padStart(2, '0');
  return `${new Date(wall).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${hh}:${mm}`;
}
