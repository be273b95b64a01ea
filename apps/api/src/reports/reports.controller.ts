import { Controller, Get, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { addDays, daysBetween, type CalendarDate } from '#lib/calendar';
import { PlatformDay } from '#lib/declarations';
import { DailyReport } from '#lib/slots';
import { Downloads } from '../streams/downloads.js';
import { answer, type Answer } from '../http/answers/answer.js';
import { MEDIA_TYPES, formatOf } from '../http/answers/answer-format.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { NeedsScope } from '../http/doors/needs-scope.decorator.js';
import { InSession, type CallingSession } from '../http/doors/signed-in.decorator.js';
import { TakesTicket } from '../http/doors/takes-ticket.decorator.js';
import { DaysMetaDto } from '../days/watching/days.dto.js';
import {
  DailyReportDto,
  DailyReportQuery,
  REPORT_COLUMNS,
  REPORT_FORMATS,
  toDayReportDto,
  toReportRange,
  type DayReportDto,
} from './reports.dto.js';

/** Days that are in memory at once, with up to 100 slots each. */
const DAYS_AT_ONCE = 16;

/** What days have paid, for the books (docs/specification.md 3.6). */
@ApiTags('accounting')
@Controller('admin/reports')
export class ReportsController {
  constructor(
    private readonly report: DailyReport,
    private readonly day: PlatformDay,
    private readonly downloads: Downloads,
  ) {}

  @Get('daily')
  @NeedsScope('view', 'finance')
  @TakesTicket()
  @ApiOperation({
    summary: 'What each day of a range has paid: stakes, users, ROS, pools, failures, reversals and lateness',
    description: `With "Accept: ${MEDIA_TYPES.csv}" or "${MEDIA_TYPES.ndjson}", or \`format\`, as a file.`,
  })
  @ApiEnvelope(DailyReportDto, { meta: DaysMetaDto })
  @ApiErrors(400, 401, 403, 406, 429, 503)
  async daily(
    @Query() query: DailyReportQuery,
    @InSession() session: CallingSession,
    @Req() request: Request,
  ): Promise<Answer<DailyReportDto> | StreamableFile> {
    const { from, to } = toReportRange(query, this.day.today());
    const format = formatOf(request, query.format, REPORT_FORMATS);
    const rows = this.rows(from, to);
    if (format !== 'json') {
      return this.downloads.open(session, { format, name: `daily-${from}-${to}`, columns: REPORT_COLUMNS, rows });
    }
    const days: DayReportDto[] = [];
    for await (const some of rows) days.push(...some);
    return answer({ days }, { meta: { from, to, count: days.length } });
  }

  private async *rows(from: CalendarDate, to: CalendarDate): AsyncGenerator<DayReportDto[], void> {
    for (let first = 0; first <= daysBetween(from, to); first += DAYS_AT_ONCE) {
      const count = Math.min(DAYS_AT_ONCE, daysBetween(from, to) + 1 - first);
      const dates = Array.from({ length: count }, (_, index) => addDays(from, first + index));
      yield (await this.report.of(dates)).map(toDayReportDto);
    }
  }
}
