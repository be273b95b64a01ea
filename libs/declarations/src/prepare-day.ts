import { instantAtOrAfter, isOnDate, parseScheduledFor, InvalidTimeError, type CalendarDate } from '#lib/calendar';
import type { NewSlot } from '#lib/slots';
import { ZERO, ZERO_RATE, formatMoney, formatRate, sumMoney, sumRates, type Money, type Rate } from '#lib/money';
import { POOL_FIELDS, assertPaysSomething, type DayValues, type PoolField } from './day-rules.js';
import { InvalidDeclarationError, type FieldProblem } from './errors.js';

/** A slot may be asked for at most this long after its time. */
const TOLERATED_PAST_MS = 60_000;
export const MAX_SLOTS = 100;

/** One slot as it is asked for. */
export interface SlotRequest {
  readonly slotNumber: number;
  readonly rate?: Rate | undefined;
  readonly premiumPool?: Money | undefined;
  readonly performancePool?: Money | undefined;
  /** An ISO instant, or `HH:mm[:ss]` on the day. */
  readonly scheduledFor?: string | undefined;
}

/** A day as it is asked for; what is left out comes from the declaration. */
export interface DayRequest {
  readonly rate?: Rate | undefined;
  readonly premiumPool?: Money | undefined;
  readonly performancePool?: Money | undefined;
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
  readonly poolsWithLastSlot: readonly PoolField[];
  /** In the order of their instants. */
  readonly slots: readonly NewSlot[];
}

/**
 * Turns a request into the day's slots (spec.md sections 2 and 3.2). Pure.
 * @param declared what is declared for the day; null if nothing is
 * @throws InvalidDeclarationError naming every field that is not right
 */
export function prepareDay(request: DayRequest, declared: DayValues | null, clock: DayClock): PreparedDay {
  return request.slots === undefined && request.multiSlotEnabled !== true
    ? prepareSingle(request, declared, clock)
    : prepareSlots(request, declared, clock);
}

function prepareSingle(request: DayRequest, declared: DayValues | null, clock: DayClock): PreparedDay {
  const problems: FieldProblem[] = [];
  const values = {
    rate: request.rate ?? declared?.rate ?? ZERO_RATE,
    premiumPool: request.premiumPool ?? declared?.premiumPool ?? ZERO,
    performancePool: request.performancePool ?? declared?.performancePool ?? ZERO,
  };
  const scheduledFor = readTime('scheduledFor', request.scheduledFor, clock, problems);
  refuse(problems);
  assertPaysSomething(values);
  const slot: NewSlot = { kind: 'slot', date: clock.date, slotNumber: 1, ...values, scheduledFor };
  return { values, multiSlot: false, poolsWithLastSlot: POOL_FIELDS, slots: [slot] };
}

function prepareSlots(request: DayRequest, declared: DayValues | null, clock: DayClock): PreparedDay {
  const requested = request.slots ?? [];
  const problems = problemsOfSlots(request, requested);
  const timed = requested.map((slot, index) => ({
    ...slot,
    rate: slot.rate ?? ZERO_RATE,
    at: readTime(`distributionSlots.${index}.scheduledFor`, slot.scheduledFor, clock, problems),
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
  const spread = {
    premiumPool: spreadPool('premiumPool', request.premiumPool, declared?.premiumPool, ordered, problems),
    performancePool: spreadPool(
      'performancePool',
      request.performancePool,
      declared?.performancePool,
      ordered,
      problems,
    ),
  };
  refuse(problems);
  const values = { rate, premiumPool: spread.premiumPool.total, performancePool: spread.performancePool.total };
  assertPaysSomething(values);
  return {
    values,
    multiSlot: true,
    poolsWithLastSlot: POOL_FIELDS.filter((pool) => spread[pool].withLast),
    slots: ordered.map((slot, index) => ({
      kind: 'slot',
      date: clock.date,
      slotNumber: slot.slotNumber,
      rate: slot.rate,
      premiumPool: spread.premiumPool.amounts[index] ?? ZERO,
      performancePool: spread.performancePool.amounts[index] ?? ZERO,
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
  pool: PoolField,
  requested: Money | undefined,
  declared: Money | undefined,
  slots: readonly SlotRequest[],
  problems: FieldProblem[],
): { total: Money; amounts: readonly Money[]; withLast: boolean } {
  if (slots.every((slot) => slot[pool] === undefined)) {
    const total = requested ?? declared ?? ZERO;
    return { total, amounts: slots.map((_, index) => (index === slots.length - 1 ? total : ZERO)), withLast: true };
  }
  const amounts = slots.map((slot) => slot[pool] ?? ZERO);
  const total = sumMoney(amounts);
  const day = requested ?? declared;
  if (day !== undefined && day !== total) {
    const wayOut = requested === undefined ? `the day is declared with ${formatMoney(day)}` : 'or be left out';
    const message = `must be the sum of the slots' ${pool}Amount, ${formatMoney(total)}; ${wayOut}`;
    problems.push({ field: `${pool}Amount`, message });
  }
  return { total, amounts, withLast: false };
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
      problems.push({ field, message: `must fall on today, ${date} in ${zone}` });
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
