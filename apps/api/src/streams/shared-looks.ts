import { createHash } from 'node:crypto';
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
  map,
  share,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { AppLogger, Metrics } from '#lib/observability';

/** Until the ends of the streams are sent, so that their connections are idle when the server closes. */
const FLUSH_MS = 50;
/** Hexadecimal digits that tell one state from another. */
const TAG_LENGTH = 12;

const NOT_READ = 'What is watched cannot be read';

/** What is looked at for whoever watches it. */
export interface Watched {
  /** Who watches the same shares the looks. */
  readonly key: string;
  /** How long a change may stay unseen. */
  readonly everyMs: number;
  /** @returns the state as JSON */
  readonly look: () => Promise<string>;
}

export interface SeenState {
  readonly json: string;
  /** The same for the same JSON, in every process. */
  readonly tag: string;
}

/** States as they change: one look for all who watch the same, and none while nobody does. */
@Injectable()
export class SharedLooks implements BeforeApplicationShutdown {
  /** Emits once, when the API stops. */
  readonly stopped = new Subject<void>();
  private readonly watched = new Map<string, Observable<SeenState>>();

  constructor(
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** A state as it is when somebody begins to watch, then at every change; ends when the API stops. */
  watch({ key, everyMs, look }: Watched): Observable<SeenState> {
    const known = this.watched.get(key);
    if (known !== undefined) return known;
    const states = timer(0, everyMs).pipe(
      exhaustMap(() => defer(() => this.take(key, look)).pipe(catchError((error: unknown) => this.failed(key, error)))),
      distinctUntilChanged(),
      map((json) => ({ json, tag: createHash('sha256').update(json).digest('hex').slice(0, TAG_LENGTH) })),
      takeUntil(this.stopped),
      finalize(() => this.watched.delete(key)),
      share({ connector: () => new ReplaySubject<SeenState>(1), resetOnComplete: false }),
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

  private async take(key: string, look: () => Promise<string>): Promise<string> {
    const json = await look();
    this.log.succeeded(NOT_READ, { watched: key });
    return json;
  }

  /** Watchers keep what they have until the database answers again. */
  private failed(key: string, error: unknown): Observable<never> {
    this.metrics.errors.inc({ where: 'event-streams' });
    this.log.failureAgain(NOT_READ, error, { watched: key });
    return EMPTY;
  }
}
