import { Injectable } from '@nestjs/common';
import { dateInZone, instantAtOrAfter, type CalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import type { DayClock } from './prepare-day.js';

/** What day it is on the platform. */
@Injectable()
export class PlatformDay {
  constructor(private readonly config: AppConfig) {}

  today(now: Date = new Date()): CalendarDate {
    return dateInZone(now, this.config.timeZone);
  }

  clock(now: Date = new Date()): DayClock {
    const { timeZone: zone, defaultDistributionTime: defaultTime } = this.config;
    return { date: dateInZone(now, zone), now, zone, defaultTime };
  }

  /** When a date without a time of its own is paid. */
  defaultInstant(date: CalendarDate): Date {
    return instantAtOrAfter(date, this.config.defaultDistributionTime, this.config.timeZone);
  }
}
