const HOUR_MS = 3_600_000;

/**
 * A time zone in which it is now the given hour of the day. Tests that queue today use one at noon, so that none of
 * them depends on when it runs: slots seconds ahead always fall on today.
 * @param hour 0 to 23
 */
export function zoneWhereItIs(hour: number, now: Date = new Date()): string {
  const ahead = (hour - now.getUTCHours() + 24) % 24;
  const offset = ahead > 14 ? ahead - 24 : ahead;
  // POSIX counts the other way round: Etc/GMT-5 is five hours ahead of UTC.
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}

/** The date there, `YYYY-MM-DD`. */
export function dateIn(zone: string, now: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(now);
}

/** Minutes until midnight there. */
export function minutesToMidnight(zone: string, now: Date): number {
  const [hours, minutes] = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' })
    .format(now)
    .split(':')
    .map(Number);
  return 24 * 60 - hours! * 60 - minutes!;
}

/** Waits are never needed: midnight is at most this far in the zone where it is 23 o'clock. */
export const LATE_HOUR_MS = HOUR_MS;
