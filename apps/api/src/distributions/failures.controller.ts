import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Types } from 'mongoose';
import type { CalendarDate } from '#lib/calendar';
import { FailedRecords, type FailedRecord } from '#lib/reconciliation';
import { DateParamDoc } from '../declarations/documented.js';
import { PageMetaDto, idPage, pageLimit } from '../declarations/page.dto.js';
import { answer, type Answer } from '../http/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/api-docs.js';
import { NeedsScope } from '../http/needs-scope.decorator.js';
import { CalendarDateParam } from '../http/params.js';
import { FAILURES_HEADING, FailuresDto, FailuresQuery, toFailedRecordDto, toFailureLine } from './failures.dto.js';

const CSV = 'text/csv';
/** Lines of a CSV that are held in memory at once. */
const LINES_AT_ONCE = 500;

/** Who could not be paid, and why (docs/specification.md 3.2). */
@ApiTags('status')
@Controller('admin/daily-declaration-returns')
export class FailuresController {
  constructor(private readonly records: FailedRecords) {}

  @Get(':date/failures')
  @NeedsScope('view', 'finance')
  @DateParamDoc()
  @ApiOperation({
    summary: 'Records that could not be paid, page by page',
    description: `With "Accept: ${CSV}" all of them as CSV, whatever cursor and limit say.`,
  })
  @ApiEnvelope(FailuresDto, { meta: PageMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async list(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Query() query: FailuresQuery,
    @Req() request: Request,
  ): Promise<Answer<FailuresDto> | StreamableFile> {
    if (request.accepts(['application/json', CSV]) === CSV) {
      const options = { type: `${CSV}; charset=utf-8`, disposition: `attachment; filename="failures-${date}.csv"` };
      return new StreamableFile(Readable.from(this.lines(date, query)), options);
    }
    const limit = pageLimit(query.limit);
    const found = await this.read(date, query, limit + 1, query.cursor);
    const { items, meta } = idPage(found, limit, ({ _id }) => _id.toHexString());
    return answer({ failures: items.map(toFailedRecordDto) }, { meta });
  }

  private async *lines(date: CalendarDate, query: FailuresQuery): AsyncGenerator<string> {
    yield FAILURES_HEADING;
    let after: string | undefined;
    for (;;) {
      const found = await this.read(date, query, LINES_AT_ONCE, after);
      if (found.length > 0) yield found.map(toFailureLine).join('');
      if (found.length < LINES_AT_ONCE) return;
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
