import { parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { microsFromStored } from '#lib/database';
import { MAX_DAY_ROS, formatRate, rateFromMicros } from '#lib/money';
import { firstAt, instantOf, wholeNumber } from './fields.js';
import type { DayCollection, OldDaysMapping, SlotFields } from './mapping.js';
import { slotId, type OldDayProblem, type OldSlot } from './old-slot.js';
import { dateOn, wallClock, type Executed, type WallClock } from './wall-clock.js';

/** A day as the old system's collection holds it. */
export interface OldDayDocument {
  readonly collection: DayCollection;
  readonly document: Readonly<Record<string, unknown>>;
}

export interface OldSlots {
  /** In the order of their instants. */
  readonly slots: readonly OldSlot[];
  readonly problems: readonly OldDayProblem[];
  readonly clock: WallClock;
}

interface Context {
  readonly mapping: OldDaysMapping;
  readonly clock: WallClock;
  readonly now: Date;
}

/** A slot as it stands in a day's document. */
interface Place {
  readonly day: OldDayDocument;
  readonly slot: unknown;
  /** Of the only one of a day. */
  readonly number: number | null;
  /** Its path in the document, for who looks it up. */
  readonly path: string;
}

/** What a day's document cannot tell; named with its field. */
class Unreadable extends Error {
  constructor(
    readonly field: string,
    reason: string,
    /** Whether it is a field of the slot, not of its day. */
    readonly ofSlot = true,
  ) {
    super(reason);
  }
}

const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

/**
 * Reads the slots of old days. What cannot be read is named and left out: nothing about money is guessed. Pure.
 * @param platformZone where neither the mapping nor the days say in which zone times of day are
 */
export function readOldSlots(
  days: readonly OldDayDocument[],
  mapping: OldDaysMapping,
  platformZone: string,
  now: Date,
): OldSlots {
  const places = days.flatMap(placesOf);
  const clock = wallClock(mapping.zone, platformZone, places.flatMap(executedOf));
  const found = new Map<string, OldSlot>();
  const contradicted = new Set<string>();
  const problems: OldDayProblem[] = [];
  for (const place of places) {
    try {
      const slot = readSlot(place, { mapping, clock, now });
      if (slot === null) continue;
      const id = slotId(slot);
      const other = found.get(id);
      if (other === undefined) found.set(id, slot);
      else if (!isSame(slot, other)) {
        contradicted.add(id);
        throw new Unreadable(nameOf(place.day.collection.slotNumber), contradiction(slot, other));
      }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push({
        ...whereIs(place),
        field: fieldOf(place, error),
        reason: error.message,
      });
    }
  }
  const slots = [...found]
    .filter(([id]) => !contradicted.has(id))
    .map(([, slot]) => slot)
    .sort((a, b) => a.scheduledFor.getTime() - b.scheduledFor.getTime() || a.slotNumber - b.slotNumber);
  return { slots, problems, clock };
}

function placesOf(day: OldDayDocument): Place[] {
  const { collection, document } = day;
  const listed = firstAt(document, collection.slots);
  if (Array.isArray(listed) && listed.length > 0) {
    const name = collection.slots.find((path) => firstAt(document, [path]) === listed) ?? 'slots';
    return listed.map((slot: unknown, index) => ({ day, slot, number: null, path: `${name}.${index}` }));
  }
  return [{ day, slot: document, number: 1, path: '' }];
}

function whereIs({ day }: Place): { collection: string; id: string } {
  return { collection: day.collection.name, id: String(day.document['_id']) };
}

function fieldOf({ path }: Place, { field, ofSlot }: Unreadable): string {
  return ofSlot && path !== '' ? `${path}.${field}` : field;
}

function executedOf({ day, slot }: Place): Executed[] {
  const date = calendarDate(firstAt(day.document, day.collection.date));
  const time = firstAt(slot, day.collection.time);
  const executedAt = instantOf(firstAt(slot, day.collection.executedAt));
  const isTime = typeof time === 'string' && CLOCK_TIME.test(time);
  return date !== null && isTime && executedAt !== null ? [{ date, time, executedAt }] : [];
}

function calendarDate(value: unknown): CalendarDate | null {
  return dateOn({ date: (instant) => parseCalendarDate(instant.toISOString().slice(0, 10)) }, value);
}

/** @returns null for a slot that was never to be paid, or is still to come */
function readSlot(place: Place, { mapping, clock, now }: Context): OldSlot | null {
  const { day, slot } = place;
  const fields: SlotFields = day.collection;
  const date = dateOn(clock, firstAt(day.document, day.collection.date));
  if (date === null) throw new Unreadable(nameOf(day.collection.date), 'is no date', false);
  const status = firstAt(slot, fields.status);
  if (typeof status !== 'string') throw new Unreadable(nameOf(fields.status), 'is no status');
  if (mapping.statuses.ignore.includes(status)) return null;
  if (!mapping.statuses.count.includes(status)) {
    throw new Unreadable(
      nameOf(fields.status),
      `${status} is not known: name it in oldDays.statuses of adopt.config.json`,
    );
  }
  const scheduledFor = instantOfSlot(firstAt(slot, fields.time), date, clock, nameOf(fields.time));
  if (scheduledFor > now) return null;
  return {
    date,
    slotNumber: place.number ?? numberOf(firstAt(slot, fields.slotNumber), nameOf(fields.slotNumber)),
    scheduledFor,
    rate: rateOf(firstAt(slot, fields.rosPercentage), nameOf(fields.rosPercentage)),
    status,
    executedAt: instantOf(firstAt(slot, fields.executedAt)),
    collection: day.collection.name,
    documentId: String(day.document['_id']),
  };
}

function instantOfSlot(value: unknown, date: CalendarDate, clock: WallClock, field: string): Date {
  const instant = instantOf(value);
  if (instant !== null) return instant;
  if (typeof value === 'string' && CLOCK_TIME.test(value)) return clock.instant(date, value);
  throw new Unreadable(field, 'is neither an instant nor a time of day');
}

function numberOf(value: unknown, field: string): number {
  const number = wholeNumber(value);
  if (number !== null && number >= 1 && number <= 100) return number;
  throw new Unreadable(field, 'is no slot number from 1 to 100');
}

function rateOf(value: unknown, field: string) {
  const micros = microsFromStored(value);
  if (micros === null || micros < 0n || micros > MAX_DAY_ROS) {
    throw new Unreadable(field, `is no percentage from 0 to ${formatRate(MAX_DAY_ROS)}`);
  }
  return rateFromMicros(micros);
}

function nameOf(paths: readonly string[]): string {
  return paths[0] ?? '';
}

function isSame(a: OldSlot, b: OldSlot): boolean {
  return a.rate === b.rate && a.scheduledFor.getTime() === b.scheduledFor.getTime();
}

function contradiction(slot: OldSlot, other: OldSlot): string {
  const id = slotId(slot);
  return `slot ${id} stands in ${other.collection} ${other.documentId} with another rate or instant`;
}
