import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  EMPTY,
  ReplaySubject,
  Subject,
  catchError,
  defer,
  distinctUntilChanged,
  exhaustMap,
  finalize,
  share,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import type { CalendarDate } from '#lib/calendar';
import { PlatformDay } from '#lib/declarations';
import { AppLogger, Metrics } from '#lib/observability';
import { StatusCache } from './status-cache.js';

/** How long a change may stay unseen. */
const LOOK_EVERY_MS = 250;
/** Until the ends of the streams are sent, so that their connections are idle when the server closes. */
const FLUSH_MS = 50;

/** The status of days as it changes: one look for all who watch a day, and none while nobody does. */
@Injectable()
export class DayFeed implements BeforeApplicationShutdown {
  /** Emits once, when the API stops. */
  readonly stopped = new Subject<void>();
  private lastProblem = '';

  private readonly watched = new Map<string, Observable<string>>();

  constructor(
    private readonly cache: StatusCache,
    private readonly day: PlatformDay,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * JSON of a day's status: as it is when somebody begins to watch, then at every change; ends when the API stops.
   * @param date null for whichever day is today
   */
  states(date: CalendarDate | null): Observable<string> {
    const key = date ?? 'today';
    const known = this.watched.get(key);
    if (known !== undefined) return known;
    const states = timer(0, LOOK_EVERY_MS).pipe(
      exhaustMap(() => defer(() => this.look(date)).pipe(catchError((error: unknown) => this.failed(error)))),
      distinctUntilChanged(),
      takeUntil(this.stopped),
      finalize(() => this.watched.delete(key)),
      share({ connector: () => new ReplaySubject<string>(1), resetOnComplete: false }),
    );
    this.watched.set(key, states);
    return states;
  }

  /** Event streams never end by themselves, and connections that are in use keep the server from closing. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped.next();
    this.stopped.complete();
    await pause(FLUSH_MS);
  }

  private async look(date: CalendarDate | null): Promise<string> {
    const { json } = await this.cache.read(date ?? this.day.today());
    this.lastProblem = '';
    return json;
  }

  /** Watchers keep what they have until the database answers again. */
  private failed(error: unknown): Observable<never> {
    const problem = String(error);
    this.metrics.errors.inc({ where: 'day-feed' });
    // One line when the trouble begins or changes, not four a second while it lasts.
    if (problem !== this.lastProblem)
      this.log.failure('The status of a day cannot be read for those who watch it', error);
    this.lastProblem = problem;
    return EMPTY;
  }
}
