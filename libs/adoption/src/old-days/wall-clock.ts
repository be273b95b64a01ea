import { dateInZone, instantAtOrAfter, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { instantOf } from './fields.js';

/** The clock on the old system's wall: what its times of day and its dates mean. */
export interface WallClock {
  /** In words, and where it is known from. */
  readonly name: string;
  /** @param time `HH:mm` or `HH:mm:ss` */
  instant(date: CalendarDate, time: string): Date;
  date(instant: Date): CalendarDate;
}

/** A slot whose time of day is written, and when it was executed. */
export interface Executed {
  readonly date: CalendarDate;
  readonly time: string;
  readonly executedAt: Date;
}

const MINUTE = 60_000;
/** Zones differ by quarters of an hour. */
const QUARTER = 15 * MINUTE;
/** So many of the slots must show one offset before it is believed. */
const AGREEING = 2 / 3;

/**
 * The wall clock of the old system: in the zone that is configured; else in the platform's, unless the slots were executed
 * at another offset; then at that one. Pure.
 */
export function wallClock(configured: string | null, platformZone: string, executed: readonly Executed[]): WallClock {
  if (configured !== null) return zoned(configured, `${configured}, as configured`);
  const offset = commonOffset(executed);
  const own = zoned(platformZone, `${platformZone}, the platform's zone`);
  if (offset === null || executed.every((slot) => !isAt(slot, offset) || shows(own, slot))) return own;
  return fixed(offset);
}

function zoned(zone: string, name: string): WallClock {
  return {
    name,
    instant: (date, time) => instantAtOrAfter(date, time, zone),
    date: (instant) => dateInZone(instant, zone),
  };
}

function fixed(offset: number): WallClock {
  const minutes = Math.abs(offset) / MINUTE;
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  const name = `UTC${offset < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}, as its instants of execution show`;
  return {
    name,
    instant: (date, time) => new Date(instantAtOrAfter(date, time, 'UTC').getTime() - offset),
    date: (instant) => dateInZone(new Date(instant.getTime() + offset), 'UTC'),
  };
}

function shows(clock: WallClock, slot: Executed): boolean {
  return Math.abs(clock.instant(slot.date, slot.time).getTime() - slot.executedAt.getTime()) < QUARTER / 2;
}

function isAt(slot: Executed, offset: number): boolean {
  return offsetOf(slot) === offset;
}

function offsetOf({ date, time, executedAt }: Executed): number {
  return Math.round((instantAtOrAfter(date, time, 'UTC').getTime() - executedAt.getTime()) / QUARTER) * QUARTER;
}

function commonOffset(executed: readonly Executed[]): number | null {
  const counts = new Map<number, number>();
  for (const slot of executed) counts.set(offsetOf(slot), (counts.get(offsetOf(slot)) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most === undefined || most[1] < executed.length * AGREEING ? null : most[0];
}

/** The date that a value names: `YYYY-MM-DD`, or the date of an instant on this clock; null for anything else. Pure. */
export function dateOn(clock: Pick<WallClock, 'date'>, value: unknown): CalendarDate | null {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    try {
      return parseCalendarDate(value);
    } catch {
      return null;
    }
  }
  const instant = instantOf(value);
  // Days are written as their midnight in UTC, too.
  if (instant !== null && instant.getTime() % 86_400_000 === 0)
    return parseCalendarDate(instant.toISOString().slice(0, 10));
  return instant === null ? null : clock.date(instant);
}
