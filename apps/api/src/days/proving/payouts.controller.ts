import { Controller, Get, Param, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Types } from 'mongoose';
import type { CalendarDate } from '#lib/calendar';
import { InvalidCursorError } from '#lib/database';
import { DayEntries, type DayEntry } from '#lib/slots';
import { DateParamDoc } from '../../http/document/documented.js';
import { PageMetaDto, pageLimit } from '../../http/answers/page.dto.js';
import { answer, type Answer } from '../../http/answers/answer.js';
import { MEDIA_TYPES, formatOf } from '../../http/answers/answer-format.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { NeedsScope } from '../../http/doors/needs-scope.decorator.js';
import { CalendarDateParam } from '../../http/requests/params.js';
import { InSession, type CallingSession } from '../../http/doors/signed-in.decorator.js';
import { TakesTicket } from '../../http/doors/takes-ticket.decorator.js';
import { Downloads } from '../../streams/downloads.js';
import {
  PAYOUT_COLUMNS,
  PAYOUT_FORMATS,
  PayoutsDto,
  PayoutsQuery,
  fromCursor,
  toCursor,
  toPayoutDto,
  type PayoutDto,
} from './payouts.dto.js';

/** Every entry of a day, for accounting (docs/specification.md 3.6). */
@ApiTags('accounting')
@Controller('admin/daily-declaration-returns')
export class PayoutsController {
  constructor(
    private readonly entries: DayEntries,
    private readonly downloads: Downloads,
  ) {}

  @Get(':date/payouts')
  @NeedsScope('view', 'finance')
  @TakesTicket()
  @DateParamDoc()
  @ApiOperation({
    summary: 'What was paid for a date and taken back of it, entry by entry, page by page',
    description: `With "Accept: ${MEDIA_TYPES.csv}" or "${MEDIA_TYPES.ndjson}", or \`format\`, all of them as a file, whatever cursor and limit say.`,
  })
  @ApiEnvelope(PayoutsDto, { meta: PageMetaDto })
  @ApiErrors(400, 401, 403, 406, 429, 503)
  async list(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Query() query: PayoutsQuery,
    @InSession() session: CallingSession,
    @Req() request: Request,
  ): Promise<Answer<PayoutsDto> | StreamableFile> {
    const filter = {
      type: query.type,
      slotNumber: query.slotNumber === undefined ? undefined : Number(query.slotNumber),
      userId: query.userId === undefined ? undefined : new Types.ObjectId(query.userId),
    };
    const format = formatOf(request, query.format, PAYOUT_FORMATS);
    if (format !== 'json') {
      const rows = rowsOf(this.entries.all(date, filter));
      return this.downloads.open(session, { format, name: `payouts-${date}`, columns: PAYOUT_COLUMNS, rows });
    }
    const limit = pageLimit(query.limit);
    const found = await this.entries.page(date, filter, fromCursor(query.cursor), limit + 1);
    if (found === null) throw new InvalidCursorError('The cursor is not one of this list.');
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const nextCursor = found.length > limit && last !== undefined ? toCursor(last.place) : null;
    return answer({ payouts: page.map(toPayoutDto) }, { meta: { count: page.length, limit, nextCursor } });
  }
}

async function* rowsOf(entries: AsyncGenerator<readonly DayEntry[], void>): AsyncGenerator<PayoutDto[], void> {
  for await (const batch of entries) yield batch.map(toPayoutDto);
}
