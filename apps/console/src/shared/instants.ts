const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
const HOURS_PER_DAY = 24;
const MS_PER_DAY = HOURS_PER_DAY * MINUTES_PER_HOUR * SECONDS_PER_MINUTE * MS_PER_SECOND;

/** Writes instants in the platform's zone. */
export class ZoneClock {
  private readonly parts: Intl.DateTimeFormat;

  constructor(readonly zone: string) {
    this.parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  /** `2026-02-12` */
  date(instant: string | number): string {
    const { year, month, day } = this.read(instant);
    return `${year}-${month}-${day}`;
  }

  /** `14:00:05` */
  time(instant: string | number): string {
    const { hour, minute, second } = this.read(instant);
    return `${hour}:${minute}:${second}`;
  }

  /** How far its day has gone, 0 to 1. */
  shareOfDay(instant: string | number): number {
    const { hour, minute, second } = this.read(instant);
    const minutes = Number(hour) * MINUTES_PER_HOUR + Number(minute) + Number(second) / SECONDS_PER_MINUTE;
    return minutes / (HOURS_PER_DAY * MINUTES_PER_HOUR);
  }

  private read(instant: string | number): Record<string, string> {
    return Object.fromEntries(this.parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  }
}

const CLOCKS = new Map<string, ZoneClock>();

/** One clock for a zone: what it writes with is dear to make, and a list has a thousand instants. */
export function clockOf(zone: string): ZoneClock {
  const clock = CLOCKS.get(zone) ?? new ZoneClock(zone);
  CLOCKS.set(zone, clock);
  return clock;
}

/** `2026-02-12 14:00:05 UTC` */
export function inUtc(instant: string | number): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `850 ms`, `12 s`, `4 min`, `3 h 20 min` */
export function duration(ms: number): string {
  if (Math.abs(ms) < MS_PER_SECOND) return `${Math.round(ms)} ms`;
  const seconds = ms / MS_PER_SECOND;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 2 * SECONDS_PER_MINUTE) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / SECONDS_PER_MINUTE);
  if (minutes < 2 * MINUTES_PER_HOUR) return `${minutes} min`;
  return `${Math.floor(minutes / MINUTES_PER_HOUR)} h ${minutes % MINUTES_PER_HOUR} min`;
}

/** A date some days on. @param date `YYYY-MM-DD` */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** `Thu 12 Feb 2026` */
export function dateInWords(date: string): string {
  const format = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(new Date(`${date}T00:00:00Z`));
}
