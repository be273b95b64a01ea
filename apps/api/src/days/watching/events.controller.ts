import { Controller, Param, Query, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { map, type Observable } from 'rxjs';
import type { CalendarDate } from '#lib/calendar';
import { DateParamDoc } from '../../http/document/documented.js';
import { ApiErrors } from '../../http/document/api-docs.js';
import { CalendarDateParam } from '../../http/requests/params.js';
import { InSession, type CallingSession } from '../../http/doors/signed-in.decorator.js';
import { TakesTicket } from '../../http/doors/takes-ticket.decorator.js';
import { TicketQuery } from '../../http/doors/ticket-query.js';
import { DayFeed } from './day-feed.js';
import { EVENT_STREAM, HOW_STREAMS_ARE_OPENED, MAX_WAITING, WatcherStreams } from '../../streams/watcher-streams.js';

const HOW = { description: HOW_STREAMS_ARE_OPENED };

/** The status of days, pushed (docs/specification.md 3.2). */
@ApiTags('status')
@Controller('admin/daily-declaration-returns')
export class EventsController {
  constructor(
    private readonly feed: DayFeed,
    private readonly streams: WatcherStreams,
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

  private watch(date: CalendarDate | null, session: CallingSession): Observable<MessageEvent> {
    const states = this.feed.states(date).pipe(map(({ json }): MessageEvent => ({ data: json })));
    return this.streams.open(session, states);
  }
}
