const SECONDS_PER_DAY = 86_400;
const MS_PER_SECOND = 1_000;

/** The rule after the last transition of a TZif file, as POSIX and RFC 8536 section 3.3.1 write it. */
export interface PosixZone {
  /** Seconds ahead of UTC. */
  readonly standard: number;
  /** Null: clocks never change. */
  readonly summer: { readonly offset: number; readonly from: DayRule; readonly to: DayRule } | null;
}

/** A day of every year, and a time on it in seconds, which may be negative or beyond the day. */
export interface DayRule {
  readonly day: MonthWeekDay | YearDay;
  readonly seconds: number;
}

interface MonthWeekDay {
  readonly month: number;
  /** 5: the last one. */
  readonly week: number;
  readonly weekday: number;
}

interface YearDay {
  /** From 0, 1 January. */
  readonly dayOfYear: number;
  /** 29 February is never counted. */
  readonly skipsLeapDay: boolean;
}

const NAME = String.raw`(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)`;
const CLOCK = String.raw`[+-]?\d{1,3}(?::\d{1,2}(?::\d{1,2})?)?`;
const FORM = new RegExp(`^${NAME}(?<standard>${CLOCK})(?:${NAME}(?<summer>${CLOCK})?,(?<from>[^,]+),(?<to>[^,]+))?$`);

/** @returns null for text that is no such rule */
export function parsePosixZone(text: string): PosixZone | null {
  const parts = FORM.exec(text)?.groups;
  if (parts?.['standard'] === undefined) return null;
  // POSIX counts westwards.
  const standard = 0 - secondsOf(parts['standard']);
  const { summer, from, to } = parts;
  if (from === undefined || to === undefined) return { standard, summer: null };
  const begins = parseDayRule(from);
  const ends = parseDayRule(to);
  if (begins === null || ends === null) return null;
  const offset = summer === undefined ? standard + 3_600 : 0 - secondsOf(summer);
  return { standard, summer: { offset, from: begins, to: ends } };
}

/** @returns seconds ahead of UTC at an instant in milliseconds since the epoch */
export function posixOffsetAt(zone: PosixZone, instantMs: number): number {
  const { standard, summer } = zone;
  if (summer === null) return standard;
  const seconds = Math.floor(instantMs / MS_PER_SECOND);
  const year = new Date((seconds + standard) * MS_PER_SECOND).getUTCFullYear();
  // The rule's times are on the wall clocks that it ends.
  const from = instantOf(summer.from, year) - standard;
  const to = instantOf(summer.to, year) - summer.offset;
  const isSummer = from < to ? seconds >= from && seconds < to : seconds >= from || seconds < to;
  return isSummer ? summer.offset : standard;
}

function parseDayRule(text: string): DayRule | null {
  const [day = '', time = '2'] = text.split('/');
  if (!new RegExp(`^${CLOCK}$`).test(time)) return null;
  const seconds = secondsOf(time);
  const [, month, week, weekday] = /^M(\d{1,2})\.([1-5])\.([0-6])$/.exec(day) ?? [];
  if (month !== undefined) {
    return { day: { month: Number(month), week: Number(week), weekday: Number(weekday) }, seconds };
  }
  const [, julian, number] = /^(J?)(\d{1,3})$/.exec(day) ?? [];
  if (number === undefined) return null;
  return { day: { dayOfYear: Number(number) - (julian === 'J' ? 1 : 0), skipsLeapDay: julian === 'J' }, seconds };
}

/** `[+-]h[hh][:mm[:ss]]` */
function secondsOf(clock: string): number {
  const [hours = '0', minutes = '0', seconds = '0'] = clock.replace(/^[+-]/, '').split(':');
  const size = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return clock.startsWith('-') ? -size : size;
}

/** Seconds since the epoch, as if the wall clock stood in UTC. */
function instantOf({ day, seconds }: DayRule, year: number): number {
  const newYear = Date.UTC(year, 0, 1) / MS_PER_SECOND;
  if ('dayOfYear' in day) {
    const leapDay = day.skipsLeapDay && day.dayOfYear >= 59 && isLeapYear(year) ? 1 : 0;
    return newYear + (day.dayOfYear + leapDay) * SECONDS_PER_DAY + seconds;
  }
  const first = Date.UTC(year, day.month - 1, 1);
  const length = (Date.UTC(year, day.month, 1) - first) / MS_PER_SECOND / SECONDS_PER_DAY;
  const ahead = (day.weekday - new Date(first).getUTCDay() + 7) % 7;
  let date = ahead + (day.week - 1) * 7;
  if (date >= length) date -= 7;
  return first / MS_PER_SECOND + date * SECONDS_PER_DAY + seconds;
}

function isLeapYear(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
}
