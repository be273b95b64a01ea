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
