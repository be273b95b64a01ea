import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CalendarDate } from '#lib/calendar';
import { PlatformDay } from '#lib/declarations';
import { Proofs } from '#lib/receipts';
import { SlotDetails } from '#lib/slots';
import { DateParamDoc, SlotParamDoc } from '../../http/document/documented.js';
import { answer, type Answer } from '../../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { CalendarDateParam, SlotNumberParam } from '../../http/requests/params.js';
import { DayDto } from './day.dto.js';
import { SlotDetailDto, toSlotReceiptDto } from './slot-detail.dto.js';
import { StatusCache } from '../../changes/status-cache.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * How days are getting on (docs/specification.md 3.2). Polled by every open admin page: answers are text made
 * beforehand.
 */
@ApiTags('status')
@Controller('admin/daily-declaration-returns')
export class StatusController {
  constructor(
    private readonly cache: StatusCache,
    private readonly day: PlatformDay,
    private readonly details: SlotDetails,
    private readonly proofs: Proofs,
  ) {}

  @Get('today/status')
  @Header('Content-Type', JSON_TYPE)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: "Today's status, live while a slot executes; at most 0.1 s old" })
  @ApiEnvelope(DayDto)
  @ApiErrors(401, 403, 429, 503)
  today(): Promise<string> {
    return this.statusOf(this.day.today());
  }

  @Get(':date/status')
  @DateParamDoc()
  @Header('Content-Type', JSON_TYPE)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: "A date's status" })
  @ApiEnvelope(DayDto)
  @ApiErrors(400, 401, 403, 429, 503)
  ofDate(@Param('date', CalendarDateParam) date: CalendarDate): Promise<string> {
    return this.statusOf(date);
  }

  @Get(':date/slots/:slotNumber')
  @DateParamDoc()
  @SlotParamDoc()
  @ApiOperation({ summary: 'Everything about one slot: runs, chunks by phase, and what can be done with it' })
  @ApiEnvelope(SlotDetailDto)
  @ApiErrors(400, 401, 403, 404, 429, 503)
  async slot(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
  ): Promise<Answer<SlotDetailDto>> {
    const { distributionId, ...detail } = await this.details.read(date, slotNumber);
    return answer({ ...detail, receipt: toSlotReceiptDto(await this.proofs.newestOf(distributionId)) });
  }

  private async statusOf(date: string): Promise<string> {
    const { json } = await this.cache.read(date);
    return `{"success":true,"data":${json}}`;
  }
}
