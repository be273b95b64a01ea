import { quote } from './quote.js';

/** A name that is no IANA time zone known here. */
export class InvalidTimeZoneError extends Error {
  readonly code = 'INVALID_TIME_ZONE';
  override readonly name = 'InvalidTimeZoneError';
}

/** What a wall clock shows, in milliseconds, as if it stood in UTC: a number to compare and subtract, no instant. */
export type WallMs = number;

const MS_PER_SECOND = 1000;

// Making a formatter costs a thousand times what using it does. Bounded: only zones that exist get in.
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * Whether `zone` is an IANA time zone name ("UTC", "Europe/Berlin") that this machine knows; letter case is not told
 * apart. Offsets such as "+02:00" are not names.
 *
 * @see docs/specification.md 2, Date
 */
export function isTimeZone(zone: unknown): zone is string {
  return typeof zone === 'string' && formatterOf(zone) !== undefined;
}

/**
 * Makes sure that `zone` is an IANA time zone name.
 *
 * @throws InvalidTimeZoneError if it is not
 * @see docs/specification.md 2, Date
 */
export function assertTimeZone(zone: unknown): asserts zone is string {
  if (!isTimeZone(zone)) throw new InvalidTimeZoneError(unknownZone(zone));
}

/**
 * What a wall clock in `zone` shows at an instant.
 *
 * @param instantMs milliseconds since the epoch
 * @throws InvalidTimeZoneError for an unknown zone
 */
export function wallAt(instantMs: number, zone: string): WallMs {
  const formatter = formatterOf(zone);
  if (formatter === undefined) throw new InvalidTimeZoneError(unknownZone(zone));

  const wholeSecond = Math.floor(instantMs / MS_PER_SECOND) * MS_PER_SECOND;
  return readParts(formatter.formatToParts(wholeSecond)) + (instantMs - wholeSecond);
}

/** How far the wall clocks of `zone` are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(instantMs: number, zone: string): number {
  return wallAt(instantMs, zone) - instantMs;
}

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  // Newer Intl also takes offsets ("+02:00"), and a missing zone means the machine's own: neither is a name.
  if (!/^[A-Za-z]/.test(zone)) return undefined;

  const made = makeFormatter(zone);
  if (made !== undefined) formatters.set(zone, made);
  return made;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readParts(parts: readonly Intl.DateTimeFormatPart[]): WallMs {
  const read = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  let beforeChrist = false;
  for (const { type, value } of parts) {
    if (type === 'era') beforeChrist = value.startsWith('B');
    else if (type in read) read[type as keyof typeof read] = Number(value);
  }
  const year = beforeChrist ? 1 - read.year : read.year;
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  const midnight = new Date(0).setUTCFullYear(year, read.month - 1, read.day);
  return midnight + ((read.hour * 60 + read.minute) * 60 + read.second) * MS_PER_SECOND;
}

function unknownZone(zone: unknown): string {
  return `A time zone must be an IANA name such as UTC or Europe/Berlin; got ${quote(zone)}.`;
}
