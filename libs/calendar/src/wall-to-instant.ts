import { MS_PER_DAY } from './calendar-date.js';
import { offsetAt, wallAt } from './time-zone.js';
import type { WallMs } from './time-zone.js';

const MS_PER_SECOND = 1000;

/**
 * Every instant at which the wall clocks of `zone` show `wall`, earliest first: one as a rule, none in the gap when
 * clocks go forward, two in the overlap when they go back.
 */
export function instantsShowing(wall: WallMs, zone: string): number[] {
  // No zone was ever a day away from UTC, so the instant and every offset that can hold then lie within a day of
  // `wall`; zones do not change twice in two days.
  const offsets = new Set([wall - MS_PER_DAY, wall, wall + MS_PER_DAY].map((at) => offsetAt(at, zone)));
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((instant) => wallAt(instant, zone) === wall)
    .sort((a, b) => a - b);
}

/** The first instant at which the wall clocks of `zone` show `wall` or more: the end of the gap if it lies in one. */
export function firstInstantFrom(wall: WallMs, zone: string): number {
  return instantsShowing(wall, zone)[0] ?? gapAround(wall, zone).instant;
}

/** A jump forward of the wall clocks: from `before` to `after`, at `instant`. */
export interface Gap {
  readonly instant: number;
  readonly before: WallMs;
  readonly after: WallMs;
}

/** The jump over `wall`, which no clock in `zone` ever shows. */
export function gapAround(wall: WallMs, zone: string): Gap {
  // Clocks change at whole seconds.
  let early = Math.floor((wall - MS_PER_DAY) / MS_PER_SECOND);
  let late = Math.ceil((wall + MS_PER_DAY) / MS_PER_SECOND);
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (wallAt(middle * MS_PER_SECOND, zone) < wall) early = middle;
    else late = middle;
  }
  const instant = late * MS_PER_SECOND;
  return { instant, before: wallAt(early * MS_PER_SECOND, zone) + MS_PER_SECOND, after: wallAt(instant, zone) };
}
