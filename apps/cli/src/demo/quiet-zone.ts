const MINUTES_PER_DAY = 1_440;

/**
 * A time zone in which the day does not end within `minutes`: UTC, or near its midnight a zone where it is about noon.
 * So the demo's slots all fall on one day, at whatever time it runs. Pure.
 */
export function zoneWithoutMidnight(now: Date, minutes: number): string {
  const left = MINUTES_PER_DAY - (now.getUTCHours() * 60 + now.getUTCMinutes());
  if (left > minutes) return 'UTC';
  // Etc names count westwards: GMT+12 is twelve hours behind.
  return 'Etc/GMT+12';
}
