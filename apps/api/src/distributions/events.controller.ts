import { Controller, Param, Query, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { exhaustMap, filter, interval, map, merge, takeUntil, type Observable } from 'rxjs';
import type { CalendarDate } from '#lib/calendar';
import { DateParamDoc } from '../declarations/documented.js';
import { ApiErrors } from '../http/api-docs.js';
import { OpenStreams } from '../http/open-streams.js';
import { CalendarDateParam } from '../http/params.js';
import { InSession, type CallingSession } from '../http/signed-in.decorator.js';
import { TakesTicket } from '../http/takes-ticket.decorator.js';
import { TicketQuery } from '../http/ticket-query.js';
import { DayFeed } from './day-feed.js';
import { WatcherSession } from './watcher-session.js';

/** Proxies close connections on which nothing happens, the first of them after 30 s. */
const HEARTBEAT_MS = 15_000;
/** How often it is asked whether those who watch still may. */
const ASK_EVERY_MS = 2_000;
/** Characters that may wait for a client that does not read; some thirty states of a day of 100 slots. */
const MAX_WAITING = 1_500_000;

const EVENT_STREAM = { content: { 'text/event-stream': { schema: { type: 'string' } } } } as const;
const HOW = {
  description:
    'Send the access token as a header (with fetch), or a ticket in the query (with EventSource). Ends when the token ' +
    'runs out, or its session ends.',
};

/** The status of days, pushed (docs/specification.md 3.2). */
@ApiTags('status')
@Controller('admin/daily-declaration-returns')
export class EventsController {
  constructor(
    private readonly feed: DayFeed,
    private readonly session: WatcherSession,
    private readonly streams: OpenStreams,
  ) {}

  @Sse('today/events', { maxPendingDataLength: MAX_WAITING })
  @TakesTicket()
  @ApiOperation({ summary: "Server-sent events: the data of today's status, at once and at every change", ...HOW })
  @ApiOkResponse(EVENT_STREAM)
  @ApiErrors(401, 403, 429, 503)
  today(@InSession() session: CallingSession, @Query() _query: TicketQuery): Observable<MessageEvent> {
    return this.watch(null, session);
  }

  @Sse(':date/events', { maxPendingDataLength: MAX_WAITING })
  @DateParamDoc()
  @TakesTicket()
  @ApiOperation({ summary: "Server-sent events: the data of a date's status, at once and at every change", ...HOW })
  @ApiOkResponse(EVENT_STREAM)
  @ApiErrors(400, 401, 403, 429, 503)
  ofDate(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @InSession() session: CallingSession,
    @Query() _query: TicketQuery,
  ): Observable<MessageEvent> {
    return this.watch(date, session);
  }

  private watch(date: CalendarDate | null, { claims }: CallingSession): Observable<MessageEvent> {
    const beats = interval(HEARTBEAT_MS);
    const sessionEnds = interval(ASK_EVERY_MS).pipe(
      exhaustMap(() => this.session.isOpen(claims)),
      filter((open) => !open),
    );
    const states = this.feed.states(date).pipe(map((data): MessageEvent => ({ data })));
    const heartbeats = beats.pipe(map((): MessageEvent => ({ comment: 'alive' })));
    const stream = merge(states, heartbeats.pipe(takeUntil(this.feed.stopped))).pipe(takeUntil(sessionEnds));
    return this.streams.counted(claims.userId.toHexString(), stream);
  }
}
