import { Controller, Get, Param, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Types } from 'mongoose';
import type { CalendarDate } from '#lib/calendar';
import { FailedRecords, type FailedRecord } from '#lib/reconciliation';
import { DateParamDoc } from '../../http/document/documented.js';
import { PageMetaDto, idPage, pageLimit } from '../../http/answers/page.dto.js';
import { answer, type Answer } from '../../http/answers/answer.js';
import { MEDIA_TYPES, formatOf } from '../../http/answers/answer-format.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { NeedsScope } from '../../http/doors/needs-scope.decorator.js';
import { CalendarDateParam } from '../../http/requests/params.js';
import { InSession, type CallingSession } from '../../http/doors/signed-in.decorator.js';
import { TakesTicket } from '../../http/doors/takes-ticket.decorator.js';
import { Downloads } from '../../streams/downloads.js';
import {
  FAILURE_COLUMNS,
  FAILURE_FORMATS,
  FailuresDto,
  FailuresQuery,
  toFailedRecordDto,
  type FailedRecordDto,
} from './failures.dto.js';

/** Rows of a file that are held in memory at once. */
const ROWS_AT_ONCE = 500;

/** Who could not be paid, and why (docs/specification.md 3.2). */
@ApiTags('status')
@Controller('admin/daily-declaration-returns')
export class FailuresController {
  constructor(
    private readonly records: FailedRecords,
    private readonly downloads: Downloads,
  ) {}

  @Get(':date/failures')
  @NeedsScope('view', 'finance')
  @TakesTicket()
  @DateParamDoc()
  @ApiOperation({
    summary: 'Records that could not be paid, page by page',
    description: `With "Accept: ${MEDIA_TYPES.csv}", or \`format\`, all of them as a file, whatever cursor and limit say.`,
  })
  @ApiEnvelope(FailuresDto, { meta: PageMetaDto })
  @ApiErrors(400, 401, 403, 406, 429, 503)
  async list(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Query() query: FailuresQuery,
    @InSession() session: CallingSession,
    @Req() request: Request,
  ): Promise<Answer<FailuresDto> | StreamableFile> {
    const format = formatOf(request, query.format, FAILURE_FORMATS);
    if (format !== 'json') {
      const rows = this.rows(date, query);
      return this.downloads.open(session, { format, name: `failures-${date}`, columns: FAILURE_COLUMNS, rows });
    }
    const limit = pageLimit(query.limit);
    const found = await this.read(date, query, limit + 1, query.cursor);
    const { items, meta } = idPage(found, limit, ({ _id }) => _id.toHexString());
    return answer({ failures: items.map(toFailedRecordDto) }, { meta });
  }

  private async *rows(date: CalendarDate, query: FailuresQuery): AsyncGenerator<FailedRecordDto[], void> {
    let after: string | undefined;
    for (;;) {
      const found = await this.read(date, query, ROWS_AT_ONCE, after);
      yield found.map(toFailedRecordDto);
      if (found.length < ROWS_AT_ONCE) return;
      after = found.at(-1)?._id.toHexString();
    }
  }

  private read(
    date: CalendarDate,
    { slotNumber, reason }: FailuresQuery,
    limit: number,
    after: string | undefined,
  ): Promise<FailedRecord[]> {
    const number = slotNumber === undefined ? undefined : Number(slotNumber);
    const page = { reason, limit, after: after === undefined ? undefined : new Types.ObjectId(after) };
    return this.records.ofDate(date, number, page);
  }
}
