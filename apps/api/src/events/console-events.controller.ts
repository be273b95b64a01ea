import { Controller, Headers, Query, Sse, type MessageEvent } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { Observable } from 'rxjs';
import { EVENT_STREAM, HOW_STREAMS_ARE_OPENED, MAX_WAITING, WatcherStreams } from '../streams/watcher-streams.js';
import { ApiErrors } from '../http/document/api-docs.js';
import { InSession, type CallingSession } from '../http/doors/signed-in.decorator.js';
import { TakesTicket } from '../http/doors/takes-ticket.decorator.js';
import { TicketQuery } from '../http/doors/ticket-query.js';
import { ConsoleFeed, EVENT_ID } from './console-feed.js';

class ConsoleEventsQuery extends TicketQuery {
  @ApiProperty({
    type: String,
    required: false,
    description: 'As the header Last-Event-ID, for a stream that is opened anew with another ticket',
    example: '9f86d081884c.7d659a2feaa0.c55ad015a3bf',
  })
  @IsOptional()
  @Matches(EVENT_ID, { message: 'must be the id of an event of this stream' })
  lastEventId?: string;
}

/** One stream for a console (docs/specification.md 3.4). */
@ApiTags('operations')
@Controller('admin/events')
export class ConsoleEventsController {
  constructor(
    private readonly feed: ConsoleFeed,
    private readonly streams: WatcherStreams,
  ) {}

  @Sse('', { maxPendingDataLength: MAX_WAITING })
  @TakesTicket()
  @ApiOperation({
    summary: "Server-sent events: today's status, health and counts of open alerts, at once and at every change",
    description:
      'Events: `day` (the data of today/status), `health` (healthy, problems, enabled, paused, workers, overdueSlots), ' +
      '`alerts` (open by rule and by severity; waitingProposals), and `ping` every 15 s. Every event has an id; who sends the last one ' +
      `back gets only what has changed since. ${HOW_STREAMS_ARE_OPENED}`,
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Of the last event that is known' })
  @ApiOkResponse(EVENT_STREAM)
  @ApiErrors(400, 401, 403, 429, 503)
  follow(
    @InSession() session: CallingSession,
    @Query() { lastEventId }: ConsoleEventsQuery,
    @Headers('last-event-id') header: string | undefined,
  ): Observable<MessageEvent> {
    const { events, ping } = this.feed.follow(header ?? lastEventId ?? '');
    return this.streams.open(session, events, ping);
  }
}
