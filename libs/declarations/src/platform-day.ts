import { Injectable } from '@nestjs/common';
import { dateInZone, instantAtOrAfter, type CalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { DatabaseClock } from '#lib/workers';
import type { DayClock } from './prepare-day.js';

/** What day it is on the platform. */
@Injectable()
export class PlatformDay {
  constructor(
    private readonly clockOfDatabase: DatabaseClock,
    private readonly config: AppConfig,
  ) {}

  /** The present, by the database's clock. */
  now(): Date {
    return this.clockOfDatabase.now();
  }

  today(now: Date = this.now()): CalendarDate {
    return dateInZone(now, this.config.timeZone);
  }

  /** @param date the day that is queued; left out: today */
  clock(now: Date = this.now(), date: CalendarDate = this.today(now)): DayClock {
    const { timeZone: zone, defaultDistributionTime: defaultTime } = this.config;
    return { date, now, zone, defaultTime };
  }

  /** When a date without a time of its own is paid. */
  defaultInstant(date: CalendarDate): Date {
    return instantAtOrAfter(date, this.config.defaultDistributionTime, this.config.timeZone);
  }
}
