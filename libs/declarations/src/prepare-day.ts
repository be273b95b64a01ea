import { instantAtOrAfter, isOnDate, parseScheduledFor, InvalidTimeError, type CalendarDate } from '#lib/calendar';
import type { NewSlot } from '#lib/slots';
import {
  POOLS,
  POOL_NAMES,
  ZERO,
  ZERO_RATE,
  formatMoney,
  formatRate,
  perPool,
  sumMoney,
  sumRates,
  type Money,
  type Pool,
} from '#lib/money';
import { NO_VALUES, assertPaysSomething, valuesAsked, type AskedValues, type DayValues } from './day-rules.js';
import { InvalidDeclarationError, type FieldProblem } from './errors.js';

/** A slot may be asked for at most this long after its time. */
const TOLERATED_PAST_MS = 60_000;
export const MAX_SLOTS = 100;

/** One slot as it is asked for. */
export interface SlotRequest extends AskedValues {
  readonly slotNumber: number;
  /** An ISO instant, or `HH:mm[:ss]` on the day. */
  readonly scheduledFor?: string | undefined;
}

/** A day as it is asked for; what is left out comes from the declaration. */
export interface DayRequest extends AskedValues {
  readonly description?: string | undefined;
  readonly scheduledFor?: string | undefined;
  readonly multiSlotEnabled?: boolean | undefined;
  readonly slots?: readonly SlotRequest[] | undefined;
}

export interface DayClock {
  readonly date: CalendarDate;
  readonly now: Date;
  readonly zone: string;
  readonly defaultTime: string;
}

export interface PreparedDay {
  readonly values: DayValues;
  readonly multiSlot: boolean;
  /** The pools that no slot named: they go with whichever slot is the last. */
  readonly poolsWithLastSlot: readonly Pool[];
  /** In the order of their instants. */
  readonly slots: readonly NewSlot[];
}

/**
 * Turns a request into the day's slots (docs/specification.md 2 and 3.2). Pure.
 * @param declared what is declared for the day, and not paid yet; null if nothing is
 * @param singleNumber the number of a single distribution
 * @throws InvalidDeclarationError naming every field that is not right
 */
export function prepareDay(
  request: DayRequest,
  declared: DayValues | null,
  clock: DayClock,
  singleNumber = 1,
): PreparedDay {
  return isSingle(request)
    ? prepareSingle(request, declared, clock, singleNumber)
    : prepareSlots(request, declared, clock);
}

/** Whether a day is asked for as one distribution, not as slots. */
export function isSingle({ slots, multiSlotEnabled }: DayRequest): boolean {
  return slots === undefined && multiSlotEnabled !== true;
}

function prepareSingle(
  request: DayRequest,
  declared: DayValues | null,
  clock: DayClock,
  slotNumber: number,
): PreparedDay {
  const problems: FieldProblem[] = [];
  const values = valuesAsked(declared ?? NO_VALUES, request);
  const scheduledFor = readTime('scheduledFor', request.scheduledFor, clock, problems);
  refuse(problems);
  assertPaysSomething(values);
  const slot: NewSlot = { kind: 'slot', date: clock.date, slotNumber, ...values, scheduledFor };
  return { values, multiSlot: false, poolsWithLastSlot: POOLS, slots: [slot] };
}

function prepareSlots(request: DayRequest, declared: DayValues | null, clock: DayClock): PreparedDay {
  const requested = request.slots ?? [];
  const problems = problemsOfSlots(request, requested);
  const timed = requested.map((slot, index) => ({
    ...slot,
    rate: slot.rate ?? ZERO_RATE,
    at: readTimeOfSlot(`distributionSlots.${index}.scheduledFor`, slot.scheduledFor, clock, problems),
  }));
  const ordered = [...timed].sort((a, b) => a.at.getTime() - b.at.getTime() || a.slotNumber - b.slotNumber);
  const rate = sumRates(ordered.map((slot) => slot.rate));
  if (request.rate === undefined && (declared?.rate ?? ZERO_RATE) > rate && requested.every(isWithoutRate)) {
    const message = `must be given: the day is declared with ${formatRate(declared?.rate ?? ZERO_RATE)} %, and each slot pays its own part`;
    problems.push(...requested.map((_, index) => ({ field: `distributionSlots.${index}.rosPercentage`, message })));
  }
  if (request.rate !== undefined && request.rate !== rate) {
    problems.push({ field: 'rosPercentage', message: 'must be the sum of the slots’ rosPercentage, or be left out' });
  }
  const spread = perPool((pool) => spreadPool(pool, request.pools?.[pool], declared?.pools[pool], ordered, problems));
  refuse(problems);
  const values = { rate, pools: perPool((pool) => spread[pool].total) };
  assertPaysSomething(values);
  return {
    values,
    multiSlot: true,
    poolsWithLastSlot: POOLS.filter((pool) => spread[pool].withLast),
    slots: ordered.map((slot, index) => ({
      kind: 'slot',
      date: clock.date,
      slotNumber: slot.slotNumber,
      rate: slot.rate,
      pools: perPool((pool) => spread[pool].amounts[index] ?? ZERO),
      scheduledFor: slot.at,
    })),
  };
}

function isWithoutRate({ rate }: SlotRequest): boolean {
  return rate === undefined;
}

function problemsOfSlots(request: DayRequest, slots: readonly SlotRequest[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (slots.length === 0 || slots.length > MAX_SLOTS) {
    problems.push({ field: 'distributionSlots', message: `must hold 1 to ${MAX_SLOTS} slots` });
  }
  if (request.multiSlotEnabled === false) {
    problems.push({ field: 'multiSlotEnabled', message: 'must be true when distributionSlots are given' });
  }
  if (request.scheduledFor !== undefined) {
    problems.push({ field: 'scheduledFor', message: 'must be left out with distributionSlots: each slot has its own' });
  }
  const seen = new Set<number>();
  slots.forEach(({ slotNumber }, index) => {
    if (seen.has(slotNumber)) {
      problems.push({
        field: `distributionSlots.${index}.slotNumber`,
        message: `must be unique; ${slotNumber} repeats`,
      });
    }
    seen.add(slotNumber);
  });
  return problems;
}

/** With the last slot in time, unless slots carry amounts of their own, which then add up to the day's. */
function spreadPool(
  pool: Pool,
  requested: Money | undefined,
  declared: Money | undefined,
  slots: readonly SlotRequest[],
  problems: FieldProblem[],
): { total: Money; amounts: readonly Money[]; withLast: boolean } {
  if (slots.every(({ pools }) => pools?.[pool] === undefined)) {
    const total = requested ?? declared ?? ZERO;
    return { total, amounts: slots.map((_, index) => (index === slots.length - 1 ? total : ZERO)), withLast: true };
  }
  const amounts = slots.map(({ pools }) => pools?.[pool] ?? ZERO);
  const total = sumMoney(amounts);
  const day = requested ?? declared;
  if (day !== undefined && day !== total) {
    const wayOut = requested === undefined ? `the day is declared with ${formatMoney(day)}` : 'or be left out';
    const field = POOL_NAMES[pool].amount;
    const message = `must be the sum of the slots' ${field}, ${formatMoney(total)}; ${wayOut}`;
    problems.push({ field, message });
  }
  return { total, amounts, withLast: false };
}

/** A slot among slots has a time of its own: the usual one has mostly passed, and then it would be paid at once. */
function readTimeOfSlot(field: string, text: string | undefined, clock: DayClock, problems: FieldProblem[]): Date {
  if (text !== undefined) return readTime(field, text, clock, problems);
  problems.push({ field, message: 'must be given: each slot has its own time, HH:mm[:ss] or an ISO 8601 instant' });
  return clock.now;
}

/** @returns the instant; a placeholder when it is not right, after noting why */
export function readTime(
  field: string,
  text: string | undefined,
  { date, now, zone, defaultTime }: DayClock,
  problems: FieldProblem[],
): Date {
  if (text === undefined) {
    const usual = instantAtOrAfter(date, defaultTime, zone);
    return usual > now && isOnDate(usual, date, zone) ? usual : now;
  }
  try {
    const instant = parseScheduledFor(text, { date, zone });
    if (!isOnDate(instant, date, zone)) {
      problems.push({ field, message: `must fall on ${date} in ${zone}` });
    } else if (now.getTime() - instant.getTime() > TOLERATED_PAST_MS) {
      problems.push({ field, message: 'must not be more than 60 seconds in the past' });
    }
    return instant;
  } catch (error) {
    if (!(error instanceof InvalidTimeError)) throw error;
    problems.push({ field, message: error.message });
    return now;
  }
}

/** @throws InvalidDeclarationError if there are problems */
export function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new InvalidDeclarationError(problems);
}
