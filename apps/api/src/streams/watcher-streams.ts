import { Injectable, type MessageEvent } from '@nestjs/common';
import { exhaustMap, filter, interval, map, merge, takeUntil, type Observable } from 'rxjs';
import { OpenStreams } from '../http/doors/open-streams.js';
import type { CallingSession } from '../http/doors/signed-in.decorator.js';
import { SharedLooks } from './shared-looks.js';
import { WatcherSession } from './watcher-session.js';

/** Proxies close connections on which nothing happens, the first of them after 30 s. */
const HEARTBEAT_MS = 15_000;
/** How often it is asked whether those who watch still may. */
const ASK_EVERY_MS = 2_000;

/** Characters that may wait for a client that does not read; some thirty states of a day of 100 slots. */
export const MAX_WAITING = 1_500_000;
/** What an event stream answers, for the API's documentation. */
export const EVENT_STREAM = { content: { 'text/event-stream': { schema: { type: 'string' } } } } as const;
export const HOW_STREAMS_ARE_OPENED =
  'Send the access token as a header (with fetch), or a ticket in the query (with EventSource). Ends when the token ' +
  'runs out, or its session ends.';

/** Event streams of those who are let in: counted, kept open, and ended with their sessions. */
@Injectable()
export class WatcherStreams {
  constructor(
    private readonly looks: SharedLooks,
    private readonly session: WatcherSession,
    private readonly streams: OpenStreams,
  ) {}

  /** @param beat what is sent while nothing happens @throws TooManyRequestsError */
  open(
    { claims }: CallingSession,
    events: Observable<MessageEvent>,
    beat: () => MessageEvent = () => ({ comment: 'alive' }),
  ): Observable<MessageEvent> {
    const sessionEnds = interval(ASK_EVERY_MS).pipe(
      exhaustMap(() => this.session.isOpen(claims)),
      filter((open) => !open),
    );
    const beats = interval(HEARTBEAT_MS).pipe(map(beat), takeUntil(this.looks.stopped));
    return this.streams.counted(claims.userId.toHexString(), merge(events, beats).pipe(takeUntil(sessionEnds)));
  }
}
