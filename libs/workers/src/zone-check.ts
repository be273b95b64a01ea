import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstZoneDifference, readZoneFile, type ZoneDifference } from '#lib/calendar';

const SYSTEM_ZONES = '/usr/share/zoneinfo';
const DAYS_AHEAD = 31;
const MS_PER_DAY = 86_400_000;

/** Where a process has its time zones from, and whether the machine knows better. */
export interface ZoneData {
  /** The version of the data in Node.js, such as `2025c`. */
  readonly version: string;
  /** The version of the system's data; null where there are none or they do not tell. */
  readonly systemVersion: string | null;
  /** The first within the next 31 days; null: there is none, or the system has no data. */
  readonly difference: ZoneDifference | null;
}

/**
 * Compares the time zone that dates are told in with the system's own data, where there are any.
 * @param folder compiled zones (TZif), by their names
 */
export function checkZoneData(zone: string, now: Date, folder: string = SYSTEM_ZONES): ZoneData {
  const bytes = contentOf(join(folder, zone));
  const file = bytes === null ? null : readZoneFile(bytes);
  const until = new Date(now.getTime() + DAYS_AHEAD * MS_PER_DAY);
  return {
    version: process.versions['tz'] ?? 'unknown',
    systemVersion: /^# version (\S+)/.exec(contentOf(join(folder, 'tzdata.zi'))?.toString('latin1') ?? '')?.[1] ?? null,
    difference: file === null ? null : firstZoneDifference(zone, file, now, until),
  };
}

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    // A machine need not have them.
    return null;
  }
}
