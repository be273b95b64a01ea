import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { CalendarDate } from '#lib/calendar';
import { PlatformDay } from '#lib/declarations';
import { SharedLooks, type SeenState } from '../../streams/shared-looks.js';
import { StatusCache } from '../../changes/status-cache.js';

const LOOK_EVERY_MS = 250;

/** The status of days as it changes. */
@Injectable()
export class DayFeed {
  constructor(
    private readonly cache: StatusCache,
    private readonly day: PlatformDay,
    private readonly looks: SharedLooks,
  ) {}

  /**
   * A day's status: as it is when somebody begins to watch, then at every change; ends when the API stops.
   * @param date null for whichever day is today
   */
  states(date: CalendarDate | null): Observable<SeenState> {
    return this.looks.watch({
      key: `day/${date ?? 'today'}`,
      everyMs: LOOK_EVERY_MS,
      look: async () => (await this.cache.read(date ?? this.day.today())).json,
    });
  }
}
