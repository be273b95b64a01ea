import { AlreadyQueuedError, type Slot } from '#lib/slots';
import { MAX_DAY_ROS, POOLS, POOL_NAMES, formatMoney, formatRate, perPool, type Rate } from '#lib/money';
import { asksNothing, sumValues, type DayValues } from './day-rules.js';
import { carrying, paysNothing, restOf, takenOf } from './parts.js';
import { MAX_SLOTS, isSingle, prepareDay, type DayClock, type DayRequest, type PreparedDay } from './prepare-day.js';

/** Slots that a day takes, and what is declared for it with them. */
export interface PreparedQueue extends PreparedDay {
  readonly declared: DayValues;
}

/**
 * Turns a request into slots of a day, of which something may have run (docs/specification.md 2 and 3.2). A part of which
 * nothing has run is declared anew by what the request says of it; of the others what is left can be queued, in slots
 * also more ROS up to the day's maximum. Pure.
 * @param declaration null if nothing is declared
 * @param begun what stands of the day; none of it waits for its time but what the slots replace
 * @throws InvalidDeclarationError naming every field that is not right; AlreadyQueuedError if more is asked for than is
 *   left
 */
export function prepareQueue(
  request: DayRequest,
  declaration: DayValues | null,
  begun: readonly Slot[],
  clock: DayClock,
): PreparedQueue {
  if (declaration === null || begun.length === 0) {
    const prepared = prepareDay(request, declaration, clock);
    return { ...prepared, declared: prepared.values };
  }
  const taken = takenOf(begun);
  const rest = restOf(declaration, begun);
  const { rate, pools } = request;
  if (paysNothing(rest) && isSingle(request) && asksNothing({ rate, pools })) {
    throw new AlreadyQueuedError(`${clock.date}: all that is declared is distributed or on its way`);
  }
  const prepared = prepareDay(request, rest, clock, freeNumber(begun, clock.date));
  const whole = sumValues([taken, prepared.values]);
  if (carrying(begun, 'ros').length > 0) {
    assertRosLeft(request, prepared.values.rate, rest.rate, whole.rate, clock.date);
  }
  const poolsTaken = POOLS.some((pool) => taken.pools[pool] > 0n);
  if (poolsTaken) assertPoolsLeft(prepared.values, rest, clock.date);
  return {
    ...prepared,
    multiSlot: prepared.multiSlot || begun.some(({ kind }) => kind === 'slot'),
    declared: {
      rate: taken.rate > 0n && declaration.rate > whole.rate ? declaration.rate : whole.rate,
      pools: perPool((pool) => (poolsTaken ? declaration.pools[pool] : whole.pools[pool])),
    },
  };
}

/** What is left of the declared ROS; slots with numbers of their own may ask for more, up to the day's maximum. */
function assertRosLeft(request: DayRequest, asked: Rate, rest: Rate, whole: Rate, date: string): void {
  const single = isSingle(request);
  if (single ? asked <= rest : whole <= MAX_DAY_ROS) return;
  const left = `${date}: ${formatRate(rest)} % of the declared ROS is left, and ${formatRate(asked)} % is asked for`;
  throw new AlreadyQueuedError(
    single
      ? `${left}; leave rosPercentage out, or ask for a slot with a number of its own`
      : `${left}; with what has run that is ${formatRate(whole)} %, above ${formatRate(MAX_DAY_ROS)} %`,
  );
}

function assertPoolsLeft(asked: DayValues, rest: DayValues, date: string): void {
  const above = POOLS.find((pool) => asked.pools[pool] > rest.pools[pool]);
  if (above === undefined) return;
  throw new AlreadyQueuedError(
    `${date}: pools are distributed or on their way; of the ${above} pool ${formatMoney(rest.pools[above])} is left: ` +
      `leave ${POOL_NAMES[above].amount} out, or ask for no more than that`,
  );
}

function freeNumber(begun: readonly Slot[], date: string): number {
  const used = new Set(begun.map(({ slotNumber }) => slotNumber));
  let free = 1;
  while (used.has(free)) free += 1;
  if (free > MAX_SLOTS) throw new AlreadyQueuedError(`${date} has had all of its ${MAX_SLOTS} slots`);
  return free;
}
